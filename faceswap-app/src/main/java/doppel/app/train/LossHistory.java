package doppel.app.train;

import doppel.app.model.TrainingStep.Losses;
import doppel.app.project.AtomicFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** The losses of every step as a table of comma-separated values: step, source, destination, milliseconds. */
final class LossHistory implements AutoCloseable {
    private static final String HEADER = "iteration,source,destination,millis";

    private final Path file;
    private final BufferedWriter out;

    private LossHistory(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    /** Goes on after {@code steps} steps; rows of steps beyond, which no checkpoint kept, are dropped. */
    static LossHistory open(Path file, long steps) throws IOException {
        List<String> rows = Files.exists(file) ? Files.readAllLines(file) : List.of();
        List<String> kept = rows.stream()
                .skip(1)
                .filter(row -> stepOf(row) >= 1 && stepOf(row) <= steps)
                .toList();
        String text = HEADER + "\n" + String.join("\n", kept) + (kept.isEmpty() ? "" : "\n");
        AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
        return new LossHistory(file, Files.newBufferedWriter(file, StandardOpenOption.APPEND));
    }

    /** Number of the step a row tells of; -1 of a row that was cut off. */
    private static long stepOf(String row) {
        String[] fields = row.split(",", -1);
        try {
            return fields.length == 4 && !fields[3].isEmpty() ? Long.parseLong(fields[0]) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    void add(long step, Losses losses, double millis) throws IOException {
        out.write(String.format(
                Locale.ROOT, "%d,%.6f,%.6f,%.1f%n", step, losses.sourceMean(), losses.destinationMean(), millis));
    }

    void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
