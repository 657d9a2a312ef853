/**
 * Ours and others' in one process, in turns, so that whatever else goes on in the machine hits all alike.
 *
 * <ul>
 *   <li>{@link doppel.benchmarks.turns.Contender}: one way to do a piece of work
 *   <li>{@link doppel.benchmarks.turns.Peer}: another library that does the same work, if it is on the class path
 *   <li>{@link doppel.benchmarks.turns.Turns}: lets contenders work one after the other and times each
 *   <li>{@link doppel.benchmarks.turns.ModelFlops}: how many operations a step takes at least
 * </ul>
 */
@NullMarked
package doppel.benchmarks.turns;

import org.jspecify.annotations.NullMarked;
