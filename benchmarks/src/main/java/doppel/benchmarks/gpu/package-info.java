/**
 * The run on a card: everything that can only be proven there, in ten minutes, in one process. {@code
 * scripts/gpu-pack.sh} makes the folder, {@code scripts/gpu-run.sh} starts {@link doppel.benchmarks.gpu.CardRun} in it.
 *
 * <ul>
 *   <li>{@code Block}: one part of the run, with a deadline; {@code BlockRunner} starts one after the other
 *   <li>{@code Journal}: what was found, on disk line by line; {@code Summary}: the table at the end
 *   <li>{@link doppel.benchmarks.gpu.Site}, {@link doppel.benchmarks.gpu.SiteWork}, {@link
 *       doppel.benchmarks.gpu.TrainingWork}, {@link doppel.benchmarks.gpu.Stopwatch}: what is measured and how, for the
 *       JMH classes as well
 * </ul>
 */
@NullMarked
package doppel.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
