package doppel.app.onnx;

import doppel.kernels.Kernels;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A network ready to run on our tensors: its weights are on the device in the layout that our kernels want, its nodes
 * are steps in order. A run records no gradient and releases each value when its last reader is done.
 *
 * <p>Not for use by several threads at once. Close it before its back-end.
 */
public final class OnnxGraph implements AutoCloseable {
    private static final long FIRST_OPSET = 7;

    private final TensorScope weights;
    private final OnnxModel model;
    private final Constants constants;
    private final List<Prepared> steps = new ArrayList<>();
    private final Map<String, Integer> lastReader = new HashMap<>();

    /** A node and what it does. */
    private record Prepared(OnnxNode node, Step step) {}

    private OnnxGraph(OnnxModel model, TensorScope weights) {
        this.model = model;
        this.weights = weights;
        this.constants = new Constants(model.initializers(), weights);
    }

    /**
     * Makes a network ready.
     *
     * @throws IOException naming the node, if the network has an operator or a form of one that is not implemented, or
     *     does not hang together
     */
    public static OnnxGraph open(OnnxModel model, Kernels kernels) throws IOException {
        OnnxModel simple = checked("simplification", () -> Simplification.of(model));
        checkOperators(simple);
        TensorScope weights = new TensorScope(kernels);
        try {
            OnnxGraph graph = new OnnxGraph(simple, weights);
            graph.prepare();
            return graph;
        } catch (IOException | RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    private static void checkOperators(OnnxModel model) throws IOException {
        if (model.opset() < FIRST_OPSET) {
            throw new IOException("onnx: operator set " + model.opset() + ", wanted " + FIRST_OPSET + " or later");
        }
        Set<String> unknown = new TreeSet<>();
        for (OnnxNode node : model.nodes()) {
            if (!Operators.TABLE.containsKey(node.type())) unknown.add(node.title());
        }
        if (!unknown.isEmpty()) throw new IOException("onnx: operator not supported: " + String.join(", ", unknown));
    }

    private void prepare() throws IOException {
        Set<String> written = new HashSet<>(model.initializers().keySet());
        model.inputs().forEach(port -> written.add(port.name()));
        Set<String> left = new HashSet<>();
        for (OnnxNode node : model.nodes()) {
            for (String input : node.inputs()) {
                if (!input.isEmpty() && !written.contains(input)) {
                    String why =
                            left.contains(input) ? "which only other runtimes give" : "which no node before writes";
                    throw new IOException("onnx: %s reads \"%s\", %s".formatted(node.title(), input, why));
                }
                lastReader.put(input, steps.size());
            }
            String output = node.outputs().getFirst();
            if (!output.isEmpty() && !written.add(output)) {
                throw new IOException("onnx: %s writes \"%s\" again".formatted(node.title(), output));
            }
            left.addAll(node.outputs().subList(1, node.outputs().size()));
            Operator operator = Operators.TABLE.get(node.type());
            if (operator == null) throw new IllegalStateException(node.title()); // checked before
            Step step = checked(node.title(), () -> operator.prepare(new NodeSetup(node, constants)));
            steps.add(new Prepared(node, step));
        }
        for (OnnxPort port : model.outputs()) {
            if (!written.contains(port.name())) throw new IOException("onnx: no node writes output " + port.name());
            lastReader.remove(port.name());
        }
    }

    /** A part of opening, which may stumble over a file that makes no sense. */
    @FunctionalInterface
    private interface Part<T> {
        T run() throws IOException;
    }

    private static <T> T checked(String title, Part<T> part) throws IOException {
        try {
            return part.run();
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new IOException("onnx: " + title + ": " + e.getMessage(), e);
        }
    }

    /** What the caller gives at each run. */
    public List<OnnxPort> inputs() {
        return model.inputs();
    }

    /** What comes out of each run. */
    public List<OnnxPort> outputs() {
        return model.outputs();
    }

    /**
     * Runs the network.
     *
     * @param scope what comes out is made here; the inputs stay the caller's
     * @param inputs one tensor per input, by name
     * @return one tensor per output
     * @throws IllegalArgumentException naming the node, if the inputs do not fit
     */
    public OnnxOutputs run(TensorScope scope, Map<String, GraphTensor> inputs) {
        Map<String, GraphValue> values = new HashMap<>(model.initializers());
        for (OnnxPort port : model.inputs()) values.put(port.name(), input(port, inputs.get(port.name())));
        Set<String> made = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            OnnxNode node = steps.get(i).node();
            String output = node.outputs().getFirst();
            values.put(output, run(steps.get(i), values, scope));
            made.add(output);
            for (String name : node.inputs()) {
                if (!Integer.valueOf(i).equals(lastReader.get(name)) || !made.remove(name)) continue;
                if (values.remove(name) instanceof GraphTensor done)
                    done.tensor().release();
            }
        }
        Map<String, GraphTensor> outputs = new HashMap<>();
        for (OnnxPort port : model.outputs()) outputs.put(port.name(), output(port.name(), values, made, scope));
        return new OnnxOutputs(outputs);
    }

    private static GraphTensor input(OnnxPort port, @Nullable GraphTensor given) {
        if (given == null) throw new IllegalArgumentException("onnx: input " + port.name() + " is missing");
        int[] sizes = given.shape().sizes();
        boolean fits = port.sizes().isEmpty() || port.sizes().size() == sizes.length;
        for (int i = 0; fits && i < port.sizes().size(); i++) {
            fits = port.sizes().get(i) == 0 || port.sizes().get(i) == sizes[i];
        }
        if (fits) return given;
        throw new IllegalArgumentException("onnx: input %s of sizes %s, wanted %s (0 being any)"
                .formatted(port.name(), Arrays.toString(sizes), port.sizes()));
    }

    private GraphValue run(Prepared prepared, Map<String, GraphValue> values, TensorScope scope) {
        List<String> names = prepared.node().inputs();
        @Nullable GraphValue[] inputs = new @Nullable GraphValue[names.size()];
        for (int i = 0; i < inputs.length; i++) inputs[i] = values.get(names.get(i));
        try (TensorScope node = scope.child()) {
            GraphValue value = prepared.step().run(new NodeRun(node, inputs, constants));
            return value instanceof GraphTensor tensor ? tensor.keptBy(scope) : value;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("onnx: " + prepared.node().title() + ": " + e.getMessage(), e);
        }
    }

    /** An output on the device, in the care of the caller's scope. */
    private GraphTensor output(String name, Map<String, GraphValue> values, Set<String> made, TensorScope scope) {
        return switch (values.get(name)) {
            case GraphTensor tensor when made.contains(name) -> tensor;
            case GraphTensor given -> given.keptBy(scope);
            case OnnxTensor.Reals reals -> constants.onDevice(reals, scope).keptBy(scope);
            case null, default -> throw new IllegalArgumentException("onnx: output " + name + " is no tensor of reals");
        };
    }

    /** Releases the weights. */
    @Override
    public void close() {
        weights.close();
    }

    @Override
    public String toString() {
        return "onnx graph of %d steps".formatted(steps.size());
    }
}
