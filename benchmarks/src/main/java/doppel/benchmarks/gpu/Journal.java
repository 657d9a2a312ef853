package doppel.benchmarks.gpu;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** {@code results.jsonl}: each line is on disk before the next thing is tried. Any thread may add. */
final class Journal implements AutoCloseable {
    private final BufferedWriter out;
    private final List<Map<String, Object>> lines = new ArrayList<>();
    private final long begun = System.nanoTime();

    Journal(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    /**
     * Adds a line.
     *
     * @param block what it belongs to
     * @param namesAndValues alternating
     */
    void add(String block, Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        add(block, fields);
    }

    /** Adds a line. */
    synchronized void add(String block, Map<String, Object> fields) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("second", seconds());
        line.put("block", block);
        line.putAll(fields);
        lines.add(line);
        System.out.printf(Locale.ROOT, "%6.1f s  %-10s %s%n", seconds(), block, text(fields));
        try {
            out.write(Json.line(line));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("journal: cannot write", e);
        }
    }

    private static String text(Map<String, Object> fields) {
        var text = new StringBuilder();
        fields.forEach((name, value) -> {
            text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(text(value));
        });
        return text.toString();
    }

    /** A value for people. */
    static String text(Object value) {
        return value instanceof Double d ? String.format(Locale.ROOT, "%.4g", d) : value.toString();
    }

    /** Since the run began. */
    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** All lines of a block so far that have these fields with these values. */
    synchronized List<Map<String, Object>> find(String block, Object... namesAndValues) {
        return lines.stream()
                .filter(line -> block.equals(line.get("block")))
                .filter(line -> {
                    for (int i = 0; i < namesAndValues.length; i += 2) {
                        Object value = line.get((String) namesAndValues[i]);
                        if (!Objects.equals(value, namesAndValues[i + 1])) return false;
                    }
                    return true;
                })
                .toList();
    }

    /** Whether no line tells of a fault. */
    synchronized boolean isFine() {
        return lines.stream()
                .noneMatch(line -> Boolean.FALSE.equals(line.get("same"))
                        || line.containsKey("fault")
                        || (line.get("faults") instanceof Integer faults && faults > 0));
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("journal: cannot close", e);
        }
    }
}
