package doppel.benchmarks.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import doppel.bindings.cudnn.DeviceProperties;
import doppel.bindings.lifetime.NativeException;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.DeviceReport.Finding;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is here: libraries, card, clocks, memory. */
final class Discovery implements Block {
    private static final List<String> CLOCKS = List.of(
            "nvidia-smi",
            "--query-gpu=driver_version,clocks.sm,clocks.max.sm,clocks.mem,temperature.gpu,power.draw,power.limit",
            "--format=csv,noheader");

    @Override
    public String name() {
        return "discover";
    }

    @Override
    public int seconds() {
        return 20;
    }

    @Override
    public void run(Bench bench, Deadline deadline) throws IOException, InterruptedException {
        Journal journal = bench.journal();
        journal.add(name(), "what", "java", "text", Runtime.version() + " on " + System.getProperty("os.arch"));
        if (bench.device() instanceof Device.Cuda card) {
            for (Finding finding : Backends.examine(card).findings()) {
                journal.add(name(), "what", finding.subject(), "fine", finding.fine(), "text", finding.text());
            }
            journal.add(name(), "what", "clocks", "text", clocks());
            journal.add(name(), "what", "card as cuDNN describes it", "text", described(card));
            try (CardQueue queue = new CardQueue(card)) {
                long free = queue.memory().free();
                journal.add(
                        name(),
                        "what",
                        "memory",
                        "free MiB",
                        free >> 20,
                        "total MiB",
                        queue.memory().total() >> 20);
            }
        }
        try (Kernels kernels = bench.open(Precision.FP32)) {
            journal.add(name(), "what", "back-end", "text", kernels.describe());
        }
    }

    /** With this a card that is not at hand can be planned for. */
    private static String described(Device.Cuda card) {
        try {
            return DeviceProperties.ofCard(card.ordinal(), card.toString()).json();
        } catch (NativeException e) {
            return "cuDNN says nothing: " + e.getMessage();
        }
    }

    private static String clocks() throws InterruptedException {
        try {
            Process process = new ProcessBuilder(CLOCKS)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(5, TimeUnit.SECONDS)) return "nvidia-smi does not answer";
                return new String(process.getInputStream().readNBytes(1 << 12), UTF_8).strip();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return "no nvidia-smi";
        }
    }
}
