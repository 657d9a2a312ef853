package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of a driver, one a line, as they were when they were last looked at by a person. {@code
 * -Ddoppel.traces.write=true} writes them anew; the difference is then there to be read before it is committed.
 */
final class GoldenTrace {
    private static final String WRITE = "doppel.traces.write";
    private static final Path FOLDER = Path.of("src", "test", "resources", "doppel", "kernels", "cuda", "traces");
    private static final int CONTEXT = 3;
    private static final int MOST_LINES = 60;

    private GoldenTrace() {}

    /** Fails with the lines that differ. */
    static void check(String name, String record) {
        try {
            if (Boolean.getBoolean(WRITE)) {
                Files.createDirectories(FOLDER);
                Files.writeString(FOLDER.resolve(name + ".txt"), record);
                return;
            }
            String difference =
                    difference(read(name).lines().toList(), record.lines().toList());
            if (!difference.isEmpty()) {
                fail("calls of %s have changed; if they should, run the test with -D%s=true%n%s"
                        .formatted(name, WRITE, difference));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String name) throws IOException {
        try (InputStream in = GoldenTrace.class.getResourceAsStream("traces/" + name + ".txt")) {
            if (in == null) return "";
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Lines that went (-) and came (+), with some around them; empty if there are none. */
    static String difference(List<String> before, List<String> now) {
        int start = 0;
        while (start < before.size() && start < now.size() && before.get(start).equals(now.get(start))) start++;
        int end = 0;
        while (end < before.size() - start
                && end < now.size() - start
                && before.get(before.size() - 1 - end).equals(now.get(now.size() - 1 - end))) end++;
        if (start + end == before.size() && start + end == now.size()) return "";
        List<String> out = new ArrayList<>();
        if (start > 0) out.add("@ line " + (start + 1));
        for (int i = Math.max(0, start - CONTEXT); i < start; i++) out.add("  " + now.get(i));
        middle(before.subList(start, before.size() - end), now.subList(start, now.size() - end), out);
        for (int i = now.size() - end; i < Math.min(now.size(), now.size() - end + CONTEXT); i++) {
            out.add("  " + now.get(i));
        }
        if (out.size() > MOST_LINES) {
            int more = out.size() - MOST_LINES;
            out = new ArrayList<>(out.subList(0, MOST_LINES));
            out.add("and " + more + " lines more");
        }
        return String.join("\n", out);
    }

    /** By the longest common subsequence. */
    private static void middle(List<String> before, List<String> now, List<String> out) {
        int[][] common = new int[before.size() + 1][now.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < before.size() || j < now.size()) {
            boolean both = i < before.size() && j < now.size();
            if (both && before.get(i).equals(now.get(j))) {
                out.add("  " + now.get(j++));
                i++;
            } else if (j == now.size() || (both && common[i + 1][j] >= common[i][j + 1])) {
                out.add("- " + before.get(i++));
            } else {
                out.add("+ " + now.get(j++));
            }
        }
    }
}
