/**
 * What the parts cost, by JMH: layers against the machine's limit, whole training steps. Each benchmark checks its
 * result once, and takes the device as a parameter. {@link doppel.benchmarks.StepProfile} says where the time of a step
 * goes, kernel by kernel.
 */
@NullMarked
package doppel.benchmarks;

import org.jspecify.annotations.NullMarked;
