package doppel.benchmarks.report;

import doppel.benchmarks.turns.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * {@code report [--quick] [--out FOLDER] [PATTERN]}: runs what the report is made of, or those classes of it whose names
 * have the pattern in them, and writes {@code report.md} and {@code report.json} to the folder, after each part anew.
 */
public final class ReportRun {
    private ReportRun() {}

    /**
     * See the class.
     *
     * @throws IllegalArgumentException on options that it does not know
     */
    public static void main(List<String> arguments) throws IOException, RunnerException {
        List<String> rest = new ArrayList<>(arguments);
        boolean quick = rest.remove("--quick");
        Path out = Path.of("target", "bench");
        int named = rest.indexOf("--out");
        if (named >= 0 && named + 1 < rest.size()) {
            out = Path.of(rest.remove(named + 1));
            rest.remove(named);
        }
        if (rest.size() > 1 || (!rest.isEmpty() && rest.getFirst().startsWith("-"))) {
            throw new IllegalArgumentException("wanted report [--quick] [--out FOLDER] [PATTERN], got " + rest);
        }
        run(quick, out, Pattern.compile(rest.isEmpty() ? "" : rest.getFirst()));
    }

    private static void run(boolean quick, Path out, Pattern pattern) throws IOException, RunnerException {
        Files.createDirectories(out);
        String peer = Peer.find().map(Peer::name).orElse("");
        String commit = commit();
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> machine = machine();
        var rows = new Rows();
        for (Part part : Part.chosen(quick, pattern)) {
            try {
                rows.add(part, new Runner(part.options(quick, !peer.isEmpty())).run());
            } catch (NoBenchmarksException e) {
                throw new IllegalStateException("not in the jar: " + part, e);
            }
            var report = new Report(machine, commit, date, peer, rows.all());
            Files.writeString(out.resolve("report.md"), report.markdown());
            Files.writeString(out.resolve("report.json"), report.json());
        }
        System.out.println();
        System.out.println(Files.readString(out.resolve("report.md")));
        System.out.println(out.resolve("report.md") + ", " + out.resolve("report.json"));
    }

    private static Map<String, String> machine() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", field("/proc/cpuinfo", "model name", System.getProperty("os.arch")));
        String threads = System.getenv("OMP_NUM_THREADS");
        machine.put("processors", Runtime.getRuntime().availableProcessors() + " processors");
        machine.put("threads", (threads == null ? "as many" : threads) + " OpenMP threads");
        machine.put("memory", field("/proc/meminfo", "MemTotal", "unknown") + " of memory");
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", "Java " + Runtime.version());
        return machine;
    }

    private static String field(String file, String name, String otherwise) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    private static String commit() {
        String commit = git("rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) return "unknown";
        return commit + (git("status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : "-dirty");
    }

    private static String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = git.inputReader()) {
                return output.readAllAsString().strip();
            }
        } catch (IOException e) {
            return "";
        }
    }
}
