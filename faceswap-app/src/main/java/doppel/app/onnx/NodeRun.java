package doppel.app.onnx;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** The inputs of one run of one node, and where what it makes on the way belongs. */
final class NodeRun {
    private final TensorScope scope;
    private final @Nullable GraphValue[] inputs;
    private final Constants constants;

    NodeRun(TensorScope scope, @Nullable GraphValue[] inputs, Constants constants) {
        this.scope = scope;
        this.inputs = inputs;
        this.constants = constants;
    }

    /** Closed after the node has run; what it returns is kept. */
    TensorScope scope() {
        return scope;
    }

    int count() {
        return inputs.length;
    }

    /** An input, null where it is left out. */
    @Nullable GraphValue optional(int i) {
        return i < inputs.length ? inputs[i] : null;
    }

    /** An input. */
    GraphValue value(int i) {
        GraphValue value = optional(i);
        if (value == null) throw new IllegalArgumentException("input " + i + " is missing");
        return value;
    }

    /** An input on the device; host values are sent there, the network's constants once and for all. */
    GraphTensor tensor(int i) {
        GraphValue value = value(i);
        if (value instanceof GraphTensor tensor) return tensor;
        if (value instanceof OnnxTensor.Reals reals) return constants.onDevice(reals, scope);
        throw new IllegalArgumentException("input " + i + ": real numbers wanted, got " + value);
    }

    /** A small input of whole numbers on the host. */
    OnnxTensor.Wholes wholes(int i) {
        if (value(i) instanceof OnnxTensor.Wholes wholes) return wholes;
        throw new IllegalArgumentException("input " + i + ": whole numbers wanted, got " + value(i));
    }

    /** The result of an op, in this node's scope, without a gradient. */
    Tensor apply(Op op, Tensor... x) {
        return op.forward(scope, x);
    }
}
