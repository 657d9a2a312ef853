package doppel.app.jobs;

import doppel.app.project.AtomicFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job has finished, one line per item, so that it can be taken up after a kill: the first line tells what the
 * job is, and a line that was cut off does not count.
 */
final class Journal implements AutoCloseable {
    private final Path file;
    private final List<String> entries;
    private final BufferedWriter out;

    private Journal(Path file, List<String> entries, BufferedWriter out) {
        this.file = file;
        this.entries = entries;
        this.out = out;
    }

    /**
     * Opens a journal, a new one if there is none.
     *
     * @param job what the job is, in one line
     * @throws IOException if the journal there is of another job, or cannot be written
     */
    static Journal open(Path file, String job) throws IOException {
        List<String> entries = new ArrayList<>();
        if (Files.exists(file)) {
            String text = Files.readString(file);
            List<String> lines = text.lines().toList();
            int whole = text.endsWith("\n") ? lines.size() : lines.size() - 1;
            if (whole > 0 && !lines.getFirst().equals(job)) {
                throw new IOException(
                        "%s: holds the result of another job (%s), not of this one (%s); choose another folder, or delete it"
                                .formatted(file.getParent(), lines.getFirst(), job));
            }
            if (whole > 1) entries.addAll(lines.subList(1, whole));
        }
        StringBuilder kept = new StringBuilder(job).append('\n');
        for (String entry : entries) kept.append(entry).append('\n');
        AtomicFiles.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
        return new Journal(file, entries, Files.newBufferedWriter(file, StandardOpenOption.APPEND));
    }

    /** The lines of items that are finished. */
    List<String> entries() {
        return entries;
    }

    /** One more item is finished. */
    void add(String entry) throws IOException {
        try {
            out.write(entry);
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(file, e);
        }
        entries.add(entry);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
