package doppel.benchmarks.gpu;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.DeviceReport;
import doppel.kernels.DeviceReport.Finding;
import doppel.kernels.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The run on a card. {@code CardRun OUT HOME PYTHON [--dry] [--device cuda:N|cpu]} writes {@code results.jsonl} and {@code
 * summary.txt} to the folder {@code OUT}; {@code CardRun --curve FILE [PRECISION]} computes the losses that a card is held against.
 * Exit codes: 0 all fine, 1 something is not, or there is no card, 2 usage.
 */
public final class CardRun {
    /** Of the whole run; the script may take ten minutes. */
    private static final int SECONDS = 570;

    private static final int GRACE_SECONDS = 15;

    private CardRun() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        int code = run(List.of(arguments));
        System.out.flush();
        Runtime.getRuntime().halt(code); // a block that hangs would hold an ordinary exit
    }

    static int run(List<String> arguments) throws IOException, InterruptedException {
        if (arguments.size() > 1 && arguments.getFirst().equals("--curve")) {
            LossCurve.write(
                    Path.of(arguments.get(1)), Precision.parse(arguments.size() > 2 ? arguments.get(2) : "fp32"));
            return 0;
        }
        boolean dry = arguments.contains("--dry");
        int named = arguments.indexOf("--device");
        if (arguments.size() < 3 || named == arguments.size() - 1) {
            System.err.println(
                    "usage: CardRun OUT HOME PYTHON [--dry] [--device cuda:N|cpu] | CardRun --curve FILE [PRECISION]");
            return 2;
        }
        Device device = Device.parse(named < 0 ? (dry ? "cpu" : "cuda") : arguments.get(named + 1));
        if (device instanceof Device.Cuda card && !isUsable(card)) return 1;
        Path out = Path.of(arguments.get(0));
        Files.createDirectories(out);
        try (Journal journal = new Journal(out.resolve("results.jsonl"))) {
            boolean tiny = dry || device instanceof Device.Cpu;
            var bench = new Bench(device, tiny, journal, out, Path.of(arguments.get(1)), arguments.get(2));
            var runner = new BlockRunner(bench, Deadline.in(SECONDS), GRACE_SECONDS);
            for (Block block : blocks()) runner.run(block);
            List<String> summary = new Summary(journal, tiny).lines();
            Files.write(out.resolve("summary.txt"), summary);
            System.out.println();
            summary.forEach(System.out::println);
            return runner.fine() && journal.isFine() ? 0 : 1;
        }
    }

    /** The most valuable first: what comes after may fail or be cut off. */
    private static List<Block> blocks() {
        return List.of(
                new Discovery(),
                new Ceilings(),
                new GoldenKernels(),
                new GoldenLaunches(),
                new SiteCheck("sites", 75, "bf16", "fp32"),
                new StepIdentity(),
                new LossCurve(),
                new Throughput(StandardNet.DF_128, 45),
                new Throughput(StandardNet.LIAE_UD_256, 45),
                new Peers(220),
                new SiteTiming(),
                new FusedTiming(),
                new SiteCheck("sites tf32", 30, "tf32"));
    }

    private static boolean isUsable(Device.Cuda card) {
        DeviceReport report = Backends.examine(card);
        if (report.isUsable()) return true;
        System.err.println("gpu-run: no card to run on; a run without one, at tiny sizes: --dry");
        for (Finding finding : report.findings()) {
            System.err.printf(
                    "  %-9s %s%n", finding.subject(), finding.fine() ? "fine: " + finding.text() : finding.text());
            for (String place : finding.tried()) System.err.println("            looked in " + place);
            if (!finding.fine() && !finding.remedy().isEmpty()) System.err.println("            " + finding.remedy());
        }
        return false;
    }
}
