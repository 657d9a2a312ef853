package doppel.app.onnx;

import java.util.Map;

/** What came out of a run, by name. */
public record OnnxOutputs(Map<String, GraphTensor> tensors) {
    public OnnxOutputs {
        tensors = Map.copyOf(tensors);
    }

    /**
     * One output.
     *
     * @throws IllegalArgumentException if the network has none of that name
     */
    public GraphTensor get(String name) {
        GraphTensor tensor = tensors.get(name);
        if (tensor == null) throw new IllegalArgumentException("onnx: no output " + name + " in " + tensors.keySet());
        return tensor;
    }
}
