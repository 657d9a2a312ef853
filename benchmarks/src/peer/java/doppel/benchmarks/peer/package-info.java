/**
 * libtorch beside ours in one process, to be held against: compiled only in the profile {@code peer}.
 *
 * <ul>
 *   <li>{@link doppel.benchmarks.peer.Libtorch}: loads it, and carries numbers in and out
 * </ul>
 */
@NullMarked
package doppel.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
