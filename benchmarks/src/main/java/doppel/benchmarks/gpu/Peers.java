package doppel.benchmarks.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The same nets in PyTorch on the same card, by {@code peer.py} in a process of its own, which prints a line per
 * result: eager, in a CUDA graph, compiled.
 */
final class Peers implements Block {
    private final int seconds;

    Peers(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "peer";
    }

    @Override
    public int seconds() {
        return seconds;
    }

    @Override
    public boolean needsDevice() {
        return false; // another process, whatever became of ours
    }

    @Override
    public void run(Bench bench, Deadline deadline) throws IOException, InterruptedException {
        Path log = bench.out().resolve("peer.log");
        List<String> command = new ArrayList<>(
                List.of(bench.python(), bench.home().resolve("peer.py").toString()));
        command.addAll(List.of("--seconds", String.valueOf(Math.max(1, (int) deadline.seconds() - 5))));
        command.addAll(
                bench.dry() ? List.of("--device", "cpu", "--quick", "--ways", "eager") : List.of("--device", "cuda"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        try {
            process.getOutputStream().close();
            Thread watch = Thread.ofPlatform().daemon().start(() -> killAtEnd(process, deadline));
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Map<String, Object> fields = Json.parse(line);
                    if (!fields.isEmpty()) bench.journal().add(name(), fields);
                }
            }
            int code = process.waitFor();
            watch.interrupt();
            if (code != 0 && !deadline.passed()) {
                throw new IOException("%s ended with exit code %d; see %s".formatted(command.get(1), code, log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void killAtEnd(Process process, Deadline deadline) {
        try {
            if (process.waitFor((long) (1000 * deadline.seconds()), TimeUnit.MILLISECONDS)) return;
            process.descendants().forEach(ProcessHandle::destroyForcibly); // compilers
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it has ended by itself
        }
    }
}
