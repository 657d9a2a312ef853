package doppel.benchmarks.peer;

import doppel.benchmarks.turns.Contender;
import doppel.benchmarks.turns.ConvTurns.Layer;
import doppel.benchmarks.turns.ConvTurns.Pass;
import doppel.kernels.Precision;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** One pass of a convolution in libtorch, all tensors in one type. */
final class TorchConvolution implements Contender {
    private static final long[] ONES = {1, 1};
    private static final long[] ZEROS = {0, 0};

    private final String way;
    private final Pass pass;
    private final long[] stride;
    private final long[] padding;
    private final Tensor x;
    private final Tensor w;
    private final Tensor bias;
    private final Tensor y;

    TorchConvolution(String way, MemoryFormat format, Layer layer, Pass pass, Precision precision) {
        this.way = way;
        this.pass = pass;
        stride = new long[] {layer.stride(), layer.stride()};
        padding = new long[] {layer.kernel() / 2, layer.kernel() / 2};
        var type = precision == Precision.BF16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
        int edge = layer.edge() / layer.stride();
        x = drawn(format, type, Layer.BATCH, layer.in(), layer.edge(), layer.edge());
        w = drawn(format, type, layer.out(), layer.in(), layer.kernel(), layer.kernel());
        bias = Libtorch.only(() -> torch.randn(layer.out()).to(type));
        y = drawn(format, type, Layer.BATCH, layer.out(), edge, edge);
    }

    private static Tensor drawn(MemoryFormat format, torch.ScalarType type, long... shape) {
        return Libtorch.only(() -> torch.randn(shape).to(type).contiguous(format));
    }

    @Override
    public String way() {
        return way;
    }

    @Override
    public double run() {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            switch (pass) {
                case FORWARD -> torch.conv2d(x, w, new TensorOptional(bias), stride, padding, ONES, 1);
                case BACKWARD_DATA -> backward(true, false);
                case BACKWARD_WEIGHTS -> backward(false, true);
            }
        }
        return 0;
    }

    private void backward(boolean input, boolean weights) {
        var wanted = new BoolPointer(3).put(0, input).put(1, weights).put(2, weights);
        long[] biases = {bias.size(0)};
        torch.convolution_backward(y, x, w, biases, stride, padding, ONES, false, ZEROS, 1, wanted);
    }

    @Override
    public void close() {
        for (Tensor t : new Tensor[] {x, w, bias, y}) t.close();
    }
}
