package doppel.app.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The models of {@code operators.json}, written by {@code operators.py} beside it, with onnxruntime's answers. */
record OperatorCase(String name, byte[] model, int[] inputSizes, float[] input, int[] sizes, float[] values) {
    static List<OperatorCase> all() throws IOException {
        List<OperatorCase> cases = new ArrayList<>();
        try (InputStream in = OperatorCase.class.getResourceAsStream("operators.json")) {
            for (JsonNode node : JsonMapper.shared().readTree(in)) {
                cases.add(new OperatorCase(
                        node.get("name").asString(),
                        Base64.getDecoder().decode(node.get("model").asString()),
                        ints(node.get("x").get("sizes")),
                        floats(node.get("x").get("values")),
                        ints(node.get("y").get("sizes")),
                        floats(node.get("y").get("values"))));
            }
        }
        return cases;
    }

    private static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) values[i] = list.get(i).asInt();
        return values;
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) list.get(i).asDouble();
        return values;
    }

    @Override
    public String toString() {
        return name;
    }
}
