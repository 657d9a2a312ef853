package doppel.benchmarks.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The last table: what held, and ours beside the floor and the peers. */
final class Summary {
    private static final String ROW = "%-12s %-5s %9s %9s %7s %8s %8s %8s %8s %10s %10s";

    private final Journal journal;
    private final boolean dry;

    /** @param dry whether nets were tiny and numbers mean nothing */
    Summary(Journal journal, boolean dry) {
        this.journal = journal;
        this.dry = dry;
    }

    /** All of it, line by line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (dry) lines.add("a dry run: everything is tiny, and no time means anything");
        checks(lines);
        lines.add("");
        lines.add(ROW.formatted(
                "net, ms/step",
                "",
                "graph",
                "eager",
                "floor",
                "x floor",
                "eager",
                "compiled",
                "graphed",
                "x eager",
                "x compiled"));
        lines.add(ROW.formatted("", "", "ours", "ours", "", "", "PyTorch", "PyTorch", "PyTorch", "", ""));
        for (StandardNet net : StandardNet.values()) {
            for (String precision : List.of("bf16", "tf32")) lines.add(row(net, precision));
        }
        return lines;
    }

    private void checks(List<String> lines) {
        add(lines, "ceilings", "TB/s", "copy: {TB/s} TB/s");
        add(lines, "ceilings", "TFLOP/s", "product in {precision}: {TFLOP/s} TFLOP/s");
        add(lines, "kernels", "rows", "kernels in {type}: {tried} of {rows} rows tried, {faults} faults");
        add(lines, "launches", "rows", "recorded launches: {tried} tried, {faults} faults");
        for (String sites : List.of("sites", "sites tf32")) {
            add(
                    lines,
                    sites,
                    "passes",
                    "convolutions in {precision}: {tried} of {passes} passes tried, {faults} faults");
        }
        add(lines, "step", "same", "{net} in {precision}: {steps} captured steps have the bits of eager ones: {same}");
        add(lines, "loss curve", "same", "loss of {steps} steps in {precision}: {worst %} % from the CPU's at most");
        add(lines, "peer", "why", "peer: {why}");
    }

    /** A sentence for each line of a block that has a field. */
    private void add(List<String> lines, String block, String field, String sentence) {
        for (Map<String, Object> line : journal.find(block)) {
            if (!line.containsKey(field)) continue;
            String text = sentence;
            for (Map.Entry<String, Object> entry : line.entrySet()) {
                text = text.replace("{" + entry.getKey() + "}", Journal.text(entry.getValue()));
            }
            lines.add(text);
        }
    }

    private String row(StandardNet net, String precision) {
        double graph = ours(net, precision, true);
        double eager = ours(net, precision, false);
        double best = Math.min(Double.isNaN(graph) ? eager : graph, Double.isNaN(eager) ? graph : eager);
        double floor = net.floorMillis(precision);
        double peer = peer(net, precision, "eager");
        double compiled = peer(net, precision, "compiled");
        double graphed = peer(net, precision, "graph");
        return ROW.formatted(
                net,
                precision,
                number(graph),
                number(eager),
                number(floor),
                number(best / floor),
                number(peer),
                number(compiled),
                number(graphed),
                number(peer / best),
                number(compiled / best));
    }

    private double ours(StandardNet net, String precision, boolean graph) {
        return millis(journal.find("throughput", "net", net.toString(), "precision", precision, "graph", graph));
    }

    private double peer(StandardNet net, String precision, String how) {
        return millis(journal.find("peer", "net", net.toString(), "precision", precision, "how", how));
    }

    private static double millis(List<Map<String, Object>> lines) {
        return !lines.isEmpty() && lines.getLast().get("ms") instanceof Double ms ? ms : Double.NaN;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
