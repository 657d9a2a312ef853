package doppel.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured, where and of what.
 *
 * @param machine in words by name: processor, threads and so on
 * @param commit of the sources, with {@code -dirty} if they were changed
 * @param date ISO-8601
 * @param peer name and version of the other library, empty if there was none
 */
record Report(Map<String, String> machine, String commit, String date, String peer, List<Row> rows) {
    /** A table with a row per measurement; what was not measured is an empty cell. */
    String markdown() {
        var ways = new TreeSet<String>();
        rows.forEach(row -> ways.addAll(row.peers().keySet()));
        var text =
                new StringBuilder("%s, commit %s. %s.%n".formatted(date, commit, String.join(", ", machine.values())));
        text.append(peer.isEmpty() ? "No peer on the class path.\n\n" : "The peer is %s.%n%n".formatted(peer));
        List<String> head = new ArrayList<>(List.of("measured", "unit", "ours"));
        ways.forEach(way -> head.add("peer, " + way));
        if (ways.isEmpty()) head.add("peer");
        head.addAll(List.of("times better than the best", "limit"));
        line(text, head);
        line(text, head.stream().map(_ -> "---").toList());
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.what(), row.unit().toString(), number(row.ours())));
            for (String way : ways) cells.add(number(row.peers().getOrDefault(way, Double.NaN)));
            if (ways.isEmpty()) cells.add("");
            cells.add(Double.isNaN(row.ratio()) ? "" : String.format(Locale.ROOT, "%.2f", row.ratio()));
            cells.add(number(row.limit()));
            line(text, cells);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** Three digits, or all before the point. */
    private static String number(double x) {
        if (Double.isNaN(x)) return "";
        int digits = x >= 100 ? 0 : x >= 10 ? 1 : x >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", x);
    }

    /** The same in full; what was not measured is null. */
    String json() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("date", date);
        all.put("commit", commit);
        all.put("machine", machine);
        all.put("peer", peer.isEmpty() ? null : peer);
        all.put("rows", rows.stream().map(Report::fields).toList());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    private static Map<String, @Nullable Object> fields(Row row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("what", row.what());
        fields.put("unit", row.unit().toString());
        fields.put("ours", row.ours());
        fields.put("peer", orNull(row.peer()));
        fields.put("peers", row.peers());
        fields.put("ratio", orNull(row.ratio()));
        fields.put("limit", orNull(row.limit()));
        return fields;
    }

    private static @Nullable Object orNull(double x) {
        return Double.isNaN(x) ? null : x;
    }
}
