package doppel.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void fieldsReadBackAsTheyWereWritten() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", "a \"quoted\" \\ word\nand, a {line}: 1");
        fields.put("number", 4.25);
        fields.put("negative", -1.5e-7);
        fields.put("yes", true);
        assertEquals(fields, Json.parse(Json.line(fields)));
    }

    @Test
    void numbersThatJsonLacksAreTexts() {
        assertEquals("{\"x\": \"NaN\", \"n\": 3}", Json.line(ordered("x", Double.NaN, "n", 3)));
    }

    @Test
    void whatPythonPrintsIsRead() {
        assertEquals(
                ordered("net", "df-128", "ms", 6.5, "ok", false),
                Json.parse("{\"net\": \"df-128\", \"ms\": 6.5, \"ok\": false}"));
        assertEquals(Map.of(), Json.parse("Traceback (most recent call last):"));
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return map;
    }
}
