/**
 * One command that measures ours beside the peer and the machine's limit, and writes it down.
 *
 * <ul>
 *   <li>{@link doppel.benchmarks.report.ReportRun}: the command
 *   <li>{@code Part}: what is run by JMH; {@code Rows}: what its results say
 *   <li>{@code Report}: machine, commit, date and {@code Row}s, as a Markdown table and as JSON
 * </ul>
 */
@NullMarked
package doppel.benchmarks.report;

import org.jspecify.annotations.NullMarked;
