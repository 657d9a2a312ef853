/**
 * The command line: each command parses, makes a job, runs it and prints what came of it. Exit codes: 0 done, 1 failed,
 * 2 wrong usage.
 *
 * <ul>
 *   <li>{@link doppel.app.cli.Main}: the entry point
 *   <li>{@code Session}: device, models, stop signal and log that commands share
 * </ul>
 */
@NullMarked
package doppel.app.cli;

import org.jspecify.annotations.NullMarked;
