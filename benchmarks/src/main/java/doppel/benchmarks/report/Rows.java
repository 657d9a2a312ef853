package doppel.benchmarks.report;

import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.report.Row.Unit;
import doppel.benchmarks.turns.Contender;
import doppel.benchmarks.turns.ConvTurns;
import doppel.benchmarks.turns.ModelFlops;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What JMH's results say: medians of iterations. */
final class Rows {
    private static final List<String> PEERS = List.of("contiguous", "channels_last");

    private final List<Row> rows = new ArrayList<>();
    private double peak = Double.NaN;

    /** So far. */
    List<Row> all() {
        return List.copyOf(rows);
    }

    void add(Part part, Collection<RunResult> results) {
        switch (part) {
            case PEAK -> results.forEach(this::addPeak);
            case STEP -> results.forEach(this::addStep);
            case MEMORY -> addMemory(results);
            case SWAP -> results.forEach(this::addSwap);
            case CONV -> results.forEach(this::addConv);
        }
    }

    private void addPeak(RunResult result) {
        peak = Objects.requireNonNull(result.getSecondaryResults().get("flops")).getScore();
        rows.add(new Row("product of 2048 x 2048 matrices, fp32", Unit.GIGAFLOPS, peak / 1e9, Map.of(), Double.NaN));
    }

    /** In operations per second; instructions for bf16 do twice as many as those for fp32. */
    private double limit(String precision) {
        return precision.equals("bf16") ? 2 * peak : peak;
    }

    private void addStep(RunResult result) {
        BenchmarkParams p = result.getParams();
        String precision = p.getParam("precision");
        BenchmarkedModel workload = BenchmarkedModel.of(p.getParam("model"));
        String what = "step of %s, %s".formatted(p.getParam("model"), precision);
        rows.add(times(
                what,
                Unit.SECONDS,
                1,
                result,
                new ModelFlops(workload.options()).step(workload.training().batch()) / limit(precision)));
    }

    private void addSwap(RunResult result) {
        BenchmarkParams p = result.getParams();
        String precision = p.getParam("precision");
        double flops = new ModelFlops(BenchmarkedModel.of(p.getParam("model")).options()).swap();
        String what = "one face swapped by %s, %s".formatted(p.getParam("model"), precision);
        rows.add(times(what, Unit.MILLISECONDS, 1e3, result, 1e3 * flops / limit(precision)));
    }

    private void addConv(RunResult result) {
        BenchmarkParams p = result.getParams();
        String precision = p.getParam("precision");
        String pass = p.getParam("pass").toLowerCase(Locale.ROOT).replace('_', ' ');
        String what = "convolution %s %s, %s".formatted(p.getParam("layer"), pass, precision);
        double flops = ConvTurns.Layer.parse(p.getParam("layer")).flops();
        Row times = times(what, Unit.SECONDS, 1, result, Double.NaN);
        Map<String, Double> peers = new LinkedHashMap<>();
        times.peers().forEach((way, seconds) -> peers.put(way, flops / seconds / 1e9));
        rows.add(new Row(what, Unit.GIGAFLOPS, flops / times.ours() / 1e9, peers, limit(precision) / 1e9));
    }

    /** @param perSecond of the unit */
    private static Row times(String what, Unit unit, double perSecond, RunResult result, double limit) {
        Map<String, Double> peers = new LinkedHashMap<>();
        for (String way : PEERS) {
            double seconds = seconds(result, way);
            if (seconds > 0) peers.put(way, seconds * perSecond);
        }
        return new Row(what, unit, seconds(result, Contender.OURS) * perSecond, peers, limit);
    }

    private static double seconds(RunResult result, String way) {
        double[] each = iterations(result).stream()
                .mapToDouble(i -> score(i, way) / score(i, "rounds") / 1e9)
                .sorted()
                .toArray();
        int n = each.length;
        return n % 2 == 1 ? each[n / 2] : (each[n / 2 - 1] + each[n / 2]) / 2;
    }

    private void addMemory(Collection<RunResult> results) {
        Map<String, Map<String, Double>> byModel = new LinkedHashMap<>();
        for (RunResult result : results) {
            BenchmarkParams p = result.getParams();
            String what = "resident memory of training %s, %s".formatted(p.getParam("model"), p.getParam("precision"));
            double most = iterations(result).stream()
                    .mapToDouble(i -> score(i, "mebibytes"))
                    .max()
                    .orElse(Double.NaN);
            byModel.computeIfAbsent(what, _ -> new LinkedHashMap<>()).put(p.getParam("way"), most);
        }
        byModel.forEach((what, byWay) -> {
            Double ours = byWay.remove(Contender.OURS);
            rows.add(new Row(what, Unit.MEBIBYTES, ours == null ? Double.NaN : ours, byWay, Double.NaN));
        });
    }

    private static List<IterationResult> iterations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
    }

    private static double score(IterationResult iteration, String counter) {
        Result<?> result = iteration.getSecondaryResults().get(counter);
        if (result == null) throw new IllegalStateException("no counter " + counter);
        return result.getScore();
    }
}
