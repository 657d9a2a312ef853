package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A node while its graph is opened: its settings, the constants among its inputs, and where weights are kept. */
final class NodeSetup {
    private final OnnxNode node;
    private final Constants constants;

    NodeSetup(OnnxNode node, Constants constants) {
        this.node = node;
        this.constants = constants;
    }

    OnnxNode node() {
        return node;
    }

    /** An input known before any run; null if it is left out or not constant. */
    @Nullable OnnxTensor constant(int input) {
        return constants.named(node.input(input));
    }

    /** Weights among the inputs; null if the input is left out. */
    OnnxTensor.@Nullable Reals optionalWeights(int input) throws IOException {
        if (node.input(input).isEmpty()) return null;
        if (constant(input) instanceof OnnxTensor.Reals reals) return reals;
        throw unsupported("input %d, %s, which is no constant".formatted(input, node.input(input)));
    }

    /** Weights among the inputs. */
    OnnxTensor.Reals weights(int input) throws IOException {
        OnnxTensor.Reals reals = optionalWeights(input);
        if (reals == null) throw new IllegalArgumentException("input " + input + " is missing");
        return reals;
    }

    /** A tensor that lives as long as the graph. */
    Tensor keep(Shape shape, float... values) {
        return constants.scope().of(shape, values);
    }

    /** What to throw for a form of an operator that is not implemented. */
    IOException unsupported(String what) {
        return new IOException("onnx: " + node.title() + ": not supported: " + what);
    }

    /** Throws unless an attribute has the only value that is implemented. */
    void demand(boolean holds, String what) throws IOException {
        if (!holds) throw unsupported(what);
    }
}
