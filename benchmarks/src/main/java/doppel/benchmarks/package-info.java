/**
 * What the parts cost, by JMH: layers against the machine's limit, whole training steps. Each benchmark checks its
 * result once, and takes the device as a parameter.
 */
@NullMarked
package doppel.benchmarks;

import org.jspecify.annotations.NullMarked;
