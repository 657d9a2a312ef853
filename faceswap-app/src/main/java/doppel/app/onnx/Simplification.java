package doppel.app.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a network that computes the same with fewer nodes: what nobody reads is dropped, constants move to the
 * initializers, a batch normalisation behind a convolution is folded into its weights, {@code w' = w * factor} and
 * {@code b' = b * factor + term}, and an activation behind a convolution becomes part of it.
 */
final class Simplification {
    /** Attribute of a convolution: type of the activation behind it. */
    static final String ACTIVATION = "doppel_activation";
    /** Attribute of a convolution: slope of a leaky activation behind it. */
    static final String SLOPE = "doppel_slope";

    private static final Set<String> ACTIVATIONS = Set.of("Relu", "LeakyRelu", "Sigmoid", "Tanh");

    private final OnnxModel model;
    private final Map<String, OnnxTensor> constants;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Integer> writers = new HashMap<>();
    private final List<@Nullable OnnxNode> nodes = new ArrayList<>();

    private Simplification(OnnxModel model) {
        this.model = model;
        this.constants = new HashMap<>(model.initializers());
    }

    static OnnxModel of(OnnxModel model) throws IOException {
        return new Simplification(model).simplified();
    }

    private OnnxModel simplified() throws IOException {
        List<OnnxNode> wanted = wanted();
        model.outputs().forEach(port -> readers.merge(port.name(), 1, Integer::sum));
        for (OnnxNode node : wanted) {
            for (String input : node.inputs()) readers.merge(input, 1, Integer::sum);
        }
        for (OnnxNode node : wanted) {
            if (node.type().equals("Constant")) {
                constants.put(node.outputs().getFirst(), constant(node));
            } else if (!joins(node)) {
                for (String output : node.outputs()) writers.put(output, nodes.size());
                nodes.add(node);
            }
        }
        return new OnnxModel(
                model.producer(), model.opset(), model.inputs(), model.outputs(), List.copyOf(left()), constants);
    }

    private List<OnnxNode> left() {
        List<OnnxNode> left = new ArrayList<>();
        for (OnnxNode node : nodes) if (node != null) left.add(node);
        return left;
    }

    /** The nodes that the outputs hang on. */
    private List<OnnxNode> wanted() {
        Set<String> read = new HashSet<>();
        model.outputs().forEach(port -> read.add(port.name()));
        List<OnnxNode> wanted = new ArrayList<>();
        for (OnnxNode node : model.nodes().reversed()) {
            if (node.outputs().stream().noneMatch(read::contains)) continue;
            read.addAll(node.inputs());
            wanted.addFirst(node);
        }
        return wanted;
    }

    private static OnnxTensor constant(OnnxNode node) throws IOException {
        if (node.attributes().get("value") instanceof OnnxAttribute.Constant(OnnxTensor value)) return value;
        if (node.has("value_int")) return new OnnxTensor.Wholes(new int[0], new long[] {node.whole("value_int", 0)});
        if (node.has("value_ints")) return OnnxTensor.Wholes.list(node.wholes("value_ints"));
        if (node.has("value_float")) return new OnnxTensor.Reals(new int[0], new float[] {node.real("value_float", 0)});
        float[] reals = node.reals("value_floats");
        if (reals != null) return new OnnxTensor.Reals(new int[] {reals.length}, reals);
        throw new IOException("onnx: " + node.title() + ": not supported: " + node.attributes());
    }

    /** Puts the node into the convolution before it, if there is one that nobody else reads. */
    private boolean joins(OnnxNode node) {
        boolean activates = ACTIVATIONS.contains(node.type());
        if (!activates && !node.type().equals("BatchNormalization")) return false;
        int at = writers.getOrDefault(node.input(0), -1);
        OnnxNode before = at < 0 ? null : nodes.get(at);
        if (before == null || !before.type().equals("Conv") || before.has(ACTIVATION)) return false;
        if (readers.getOrDefault(node.input(0), 0) != 1) return false;
        OnnxNode joined = activates ? activated(before, node) : folded(before, node);
        if (joined == null) return false;
        nodes.set(at, joined);
        writers.put(joined.outputs().getFirst(), at);
        return true;
    }

    private static @Nullable OnnxNode activated(OnnxNode conv, OnnxNode activation) {
        float slope = activation.real("alpha", 0.01f);
        if (!(slope >= 0)) return null;
        Map<String, OnnxAttribute> attributes = new HashMap<>(conv.attributes());
        attributes.put(ACTIVATION, new OnnxAttribute.Text(activation.type()));
        if (activation.type().equals("LeakyRelu")) attributes.put(SLOPE, new OnnxAttribute.Real(slope));
        return new OnnxNode(conv.name(), "Conv", conv.inputs(), activation.outputs(), attributes);
    }

    private @Nullable OnnxNode folded(OnnxNode conv, OnnxNode norm) {
        if (!(constants.get(conv.input(1)) instanceof OnnxTensor.Reals weights)
                || !(constants.get(norm.input(1)) instanceof OnnxTensor.Reals gamma)
                || !(constants.get(norm.input(2)) instanceof OnnxTensor.Reals beta)
                || !(constants.get(norm.input(3)) instanceof OnnxTensor.Reals mean)
                || !(constants.get(norm.input(4)) instanceof OnnxTensor.Reals variance)
                || norm.flag("training_mode")
                || weights.sizes().length == 0
                || weights.sizes()[0] != gamma.length()
                || weights.length() == 0) return null;
        float[] bias = new float[gamma.length()];
        if (!conv.input(2).isEmpty()) {
            if (!(constants.get(conv.input(2)) instanceof OnnxTensor.Reals given) || given.length() != bias.length) {
                return null;
            }
            bias = given.values();
        }
        Normalization by = Normalization.of(gamma, beta, mean, variance, norm.real("epsilon", 1e-5f));
        int channels = gamma.length();
        float[] w = weights.values().clone();
        float[] b = new float[channels];
        int each = w.length / channels;
        for (int k = 0; k < channels; k++) {
            double factor = by.factors()[k];
            for (int i = k * each; i < (k + 1) * each; i++) w[i] = (float) (w[i] * factor);
            b[k] = (float) (bias[k] * factor + by.terms()[k]);
        }
        String output = norm.outputs().getFirst();
        String weightName = output + "/weights";
        String biasName = output + "/bias";
        constants.put(weightName, new OnnxTensor.Reals(weights.sizes(), w));
        constants.put(biasName, new OnnxTensor.Reals(new int[] {channels}, b));
        return new OnnxNode(
                conv.name(), "Conv", List.of(conv.input(0), weightName, biasName), List.of(output), conv.attributes());
    }
}
