package doppel.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.benchmarks.report.Row.Unit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Row STEP =
            new Row("step of df-128, fp32", Unit.SECONDS, 6.5, Map.of("contiguous", 8.45, "channels_last", 9.0), 5.9);
    private static final Row CONV =
            new Row("convolution, bf16", Unit.GIGAFLOPS, 440, Map.of("contiguous", 200.0, "channels_last", 400.0), 460);
    private static final Row ALONE = new Row("memory \"all\"", Unit.MEBIBYTES, 1234, Map.of(), Double.NaN);

    private static Report report(String peer, Row... rows) {
        return new Report(Map.of("processor", "a Zen"), "0123abc-dirty", "2026-11-23T08:30:00Z", peer, List.of(rows));
    }

    @Test
    void theBestPeerCountsWhicheverWayIsBetter() {
        assertEquals(8.45, STEP.peer());
        assertEquals(1.3, STEP.ratio(), 1e-12);
        assertEquals(400, CONV.peer());
        assertEquals(1.1, CONV.ratio(), 1e-12);
        assertTrue(Double.isNaN(ALONE.ratio()));
    }

    @Test
    void theTableHasAColumnPerWayAndEmptyCellsForWhatWasNotMeasured() {
        assertEquals("""
                2026-11-23T08:30:00Z, commit 0123abc-dirty. a Zen.
                The peer is libtorch 2.13.

                | measured | unit | ours | peer, channels_last | peer, contiguous | times better than the best | limit |
                | --- | --- | --- | --- | --- | --- | --- |
                | step of df-128, fp32 | s | 6.50 | 9.00 | 8.45 | 1.30 | 5.90 |
                | convolution, bf16 | GFLOP/s | 440 | 400 | 200 | 1.10 | 460 |
                | memory "all" | MiB | 1234 |  |  |  |  |
                """, report("libtorch 2.13", STEP, CONV, ALONE).markdown());
    }

    @Test
    void withoutAPeerItsColumnIsEmpty() {
        String table = report("", ALONE).markdown();
        assertTrue(table.contains("No peer on the class path."), table);
        assertTrue(table.contains("| measured | unit | ours | peer | times better than the best | limit |"), table);
        assertTrue(table.contains("| memory \"all\" | MiB | 1234 |  |  |  |"), table);
    }

    @Test
    void jsonSaysTheSame() {
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(report("libtorch 2.13", STEP, ALONE).json());
        assertEquals("0123abc-dirty", json.get("commit").asString());
        assertEquals("2026-11-23T08:30:00Z", json.get("date").asString());
        assertEquals("a Zen", json.get("machine").get("processor").asString());
        assertEquals("libtorch 2.13", json.get("peer").asString());
        JsonNode step = json.get("rows").get(0);
        assertEquals("step of df-128, fp32", step.get("what").asString());
        assertEquals("s", step.get("unit").asString());
        assertEquals(6.5, step.get("ours").asDouble());
        assertEquals(8.45, step.get("peer").asDouble());
        assertEquals(9.0, step.get("peers").get("channels_last").asDouble());
        assertEquals(1.3, step.get("ratio").asDouble(), 1e-12);
        assertEquals(5.9, step.get("limit").asDouble());
        JsonNode alone = json.get("rows").get(1);
        assertEquals("memory \"all\"", alone.get("what").asString());
        assertTrue(alone.get("peer").isNull()
                && alone.get("ratio").isNull()
                && alone.get("limit").isNull());
    }

    @Test
    void aPatternChoosesPartsAndThePeakIsAlwaysOne() {
        assertEquals(List.of(Part.PEAK, Part.SWAP), Part.chosen(false, Pattern.compile("Swap")));
        assertEquals(List.of(Part.PEAK, Part.STEP, Part.MEMORY, Part.SWAP), Part.chosen(true, Pattern.compile("")));
    }
}
