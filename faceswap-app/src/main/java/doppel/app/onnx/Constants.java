package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.TensorScope;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The constants of a graph, on the host, and on the device once a node has asked for them there. */
final class Constants {
    private final Map<String, OnnxTensor> byName;
    private final TensorScope scope;
    private final IdentityHashMap<OnnxTensor, GraphTensor> sent = new IdentityHashMap<>();
    private final Set<OnnxTensor> known = Collections.newSetFromMap(new IdentityHashMap<>());

    Constants(Map<String, OnnxTensor> byName, TensorScope scope) {
        this.byName = byName;
        this.scope = scope;
        known.addAll(byName.values());
    }

    /** Lives as long as the graph. */
    TensorScope scope() {
        return scope;
    }

    @Nullable OnnxTensor named(String name) {
        return byName.get(name);
    }

    /** On the device: for good if this is a constant of the graph, else in the scope of a run. */
    GraphTensor onDevice(OnnxTensor.Reals reals, TensorScope run) {
        if (!known.contains(reals)) return send(reals, run);
        return sent.computeIfAbsent(reals, constant -> send(reals, scope));
    }

    private static GraphTensor send(OnnxTensor.Reals reals, TensorScope to) {
        return GraphTensor.plain(to.of(new Shape(reals.sizes()), reals.values()));
    }
}
