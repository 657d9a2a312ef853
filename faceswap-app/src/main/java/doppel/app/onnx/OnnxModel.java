package doppel.app.onnx;

import java.util.List;
import java.util.Map;

/**
 * A network as an ONNX file holds it.
 *
 * @param producer what wrote the file; may be empty
 * @param opset version of the operator set {@code ai.onnx}
 * @param inputs what the caller gives; old files name initializers here too, those are left out
 * @param outputs what comes out
 * @param nodes in an order in which they can run
 * @param initializers weights and other constants by name
 */
public record OnnxModel(
        String producer,
        long opset,
        List<OnnxPort> inputs,
        List<OnnxPort> outputs,
        List<OnnxNode> nodes,
        Map<String, OnnxTensor> initializers) {
    public OnnxModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        initializers = Map.copyOf(initializers);
    }

    @Override
    public String toString() {
        return "onnx model of %d nodes, opset %d".formatted(nodes.size(), opset);
    }
}
