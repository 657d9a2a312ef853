package doppel.benchmarks;

import doppel.benchmarks.report.ReportRun;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.lifetime.NativeException;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * JMH's own command line, but that benchmarks whose device or library is not here are left out first, with a sentence
 * each: JMH itself knows no skipping.
 */
public final class Main {
    /** Parameters that name something that may be missing, and what is wrong with a value. */
    private static final Map<String, Function<String, Optional<String>>> NEEDS =
            Map.of("device", Main::deviceProblem, "library", Main::libraryProblem);

    private Main() {}

    /** Takes JMH's options, or {@code report} and those of {@link ReportRun}. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        if (arguments.length > 0 && arguments[0].equals("report")) {
            ReportRun.main(List.of(arguments).subList(1, arguments.length));
            return;
        }
        List<String> all = new ArrayList<>(List.of(arguments));
        try {
            var options = new CommandLineOptions(arguments);
            boolean runs = !options.shouldHelp() && !options.shouldList() && !options.shouldListWithParams();
            if (runs && !leaveOut(options, all)) {
                System.out.println("nothing left to run");
                return;
            }
        } catch (CommandLineOptionException e) {
            // JMH says it in its own words
        }
        org.openjdk.jmh.Main.main(all.toArray(String[]::new));
    }

    /** Adds options that leave out what cannot run; false if that is everything. */
    private static boolean leaveOut(CommandLineOptions options, List<String> arguments) {
        Set<BenchmarkListEntry> chosen = BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        options.getIncludes(),
                        options.getExcludes());
        Map<String, Optional<String>> problems = new LinkedHashMap<>();
        boolean any = chosen.isEmpty(); // JMH says so
        for (BenchmarkListEntry benchmark : chosen) {
            boolean usable = true;
            for (Map.Entry<String, Function<String, Optional<String>>> need : NEEDS.entrySet()) {
                usable &= keepUsable(benchmark, need, options, problems, arguments);
            }
            if (!usable) arguments.addAll(List.of("-e", "^" + Pattern.quote(benchmark.getUsername()) + "$"));
            any |= usable;
        }
        problems.values().forEach(problem -> problem.ifPresent(text -> System.out.println("skipped: " + text)));
        return any;
    }

    /** Whether a parameter has a value that can be used; narrows it to such values if it also has others. */
    private static boolean keepUsable(
            BenchmarkListEntry benchmark,
            Map.Entry<String, Function<String, Optional<String>>> need,
            CommandLineOptions options,
            Map<String, Optional<String>> problems,
            List<String> arguments) {
        String name = need.getKey();
        String[] byDefault = benchmark.getParams().orElse(Map.of()).get(name);
        if (byDefault == null) return true;
        Collection<String> values = options.getParameter(name).orElse(List.of(byDefault));
        List<String> usable = values.stream()
                .filter(value -> problems.computeIfAbsent(
                                name + " " + value, _ -> need.getValue().apply(value))
                        .isEmpty())
                .toList();
        if (usable.isEmpty()) return false;
        String narrowed = name + "=" + String.join(",", usable);
        if (usable.size() < values.size() && !arguments.contains(narrowed)) arguments.addAll(List.of("-p", narrowed));
        return true;
    }

    private static Optional<String> deviceProblem(String name) {
        return switch (Device.parse(name)) {
            case Device.Cpu() -> Optional.empty();
            case Device.Cuda card ->
                Backends.examine(card)
                        .problem()
                        .map(problem -> "device %s: %s: %s".formatted(name, problem.subject(), problem.text()));
        };
    }

    private static Optional<String> libraryProblem(String name) {
        try {
            library(name).load();
            return Optional.empty();
        } catch (NativeException e) {
            return Optional.of("library " + name + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /**
     * A library by the name that benchmarks give it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static NativeLibrary library(String name) {
        return switch (name) {
            case "onednn" -> NativeLibrary.ONEDNN;
            case "driver" -> NativeLibrary.CUDA;
            case "nvrtc" -> NativeLibrary.NVRTC;
            case "cublaslt" -> NativeLibrary.CUBLASLT;
            case "cudnn" -> NativeLibrary.CUDNN;
            default -> throw new IllegalArgumentException("library: no " + name);
        };
    }
}
