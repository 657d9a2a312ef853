package doppel.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Cast;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/**
 * Holds a function of ours and all its gradients against libtorch's, which computes in double from the very same
 * numbers: what differs is our rounding alone.
 */
final class Parity {
    private Parity() {}

    /** Tries one call. */
    static void check(OpCase of, long seed, Kernels kernels, DType storage, double leastTolerance) {
        Trial trial = of.draw(seed);
        List<Shape> shapes = trial.inputs().stream().map(Input::shape).toList();
        String what = "%s of %s, %s, in %s, seed %d".formatted(trial.op(), shapes, of.name(), storage, seed);
        double tolerance = Math.max(trial.tolerance(), leastTolerance);
        try (TensorScope scope = new TensorScope(kernels);
                TensorScope step = scope.recording()) {
            Tensor[] x = trial.inputs().stream()
                    .map(input -> input.in(step, storage))
                    .toArray(Tensor[]::new);
            compare(
                    what,
                    seed,
                    tolerance,
                    step,
                    Arrays.asList(x),
                    () -> trial.op().apply(x),
                    trial.theirs());
        }
    }

    /**
     * Compares the result and the gradients of all leaves that want one.
     *
     * @param step with a tape
     * @param leaves given to the peer, in the same order, as they are before ours runs
     */
    static void compare(
            String what,
            long seed,
            double tolerance,
            TensorScope step,
            List<Tensor> leaves,
            Supplier<Tensor> ours,
            Trial.Peer theirs) {
        try (PointerScope _ = new PointerScope()) {
            var peers = leaves.stream().map(Parity::peer).toArray(org.bytedeco.pytorch.Tensor[]::new);
            Tensor y = ours.get();
            var py = theirs.apply(peers);
            assertArrayEquals(y.shape().sizes(), sizes(py), what + ": shape");
            Tensor dy = new Draw("dy", seed)
                    .values(y.shape().sizes())
                    .in(step, DType.F32)
                    .detached();
            if (y.dtype() != DType.F32) dy = new Cast(y.dtype()).apply(dy);
            Gradients gradients = step.tape().backward(y.times(dy).sum());
            py.mul(peer(dy)).sum().backward();

            Difference.check(what + ", result", py, y, tolerance);
            for (int i = 0; i < peers.length; i++) {
                Tensor leaf = leaves.get(i);
                if (!leaf.wantsGradient()) continue;
                var wanted = peers[i].grad();
                if (!wanted.defined()) wanted = torch.zeros_like(peers[i].detach());
                Difference.check(what + ", gradient " + i, wanted, gradients.of(leaf), tolerance);
            }
        }
    }

    private static int[] sizes(org.bytedeco.pytorch.Tensor x) {
        int[] sizes = new int[(int) x.dim()];
        for (int i = 0; i < sizes.length; i++) sizes[i] = (int) x.size(i);
        return sizes;
    }

    /** The same numbers in libtorch: long integers, or doubles, with a gradient if ours has one. */
    static org.bytedeco.pytorch.Tensor peer(Tensor x) {
        if (x.dtype() == DType.I32) return Libtorch.of(x).to(torch.ScalarType.Long);
        var peer = Libtorch.of(x).to(torch.ScalarType.Double);
        if (x.wantsGradient()) peer.set_requires_grad(true);
        return peer;
    }
}
