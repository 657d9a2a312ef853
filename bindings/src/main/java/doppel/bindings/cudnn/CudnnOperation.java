package doppel.bindings.cudnn;

import java.util.List;

/** One node of a graph. Names of the parts are those of the formulas. */
public sealed interface CudnnOperation {
    /** All its tensors. */
    List<CudnnTensor> tensors();

    /** {@code y = conv(x, w)}, overwriting y. */
    record Convolution(CudnnTensor x, CudnnTensor w, CudnnTensor y, ConvolutionShape shape) implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(x, w, y);
        }
    }

    /** The gradient of a convolution by its input, overwriting dx. */
    record DataGradient(CudnnTensor dy, CudnnTensor w, CudnnTensor dx, ConvolutionShape shape)
            implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(dy, w, dx);
        }
    }

    /**
     * The gradient of a convolution by its weights.
     *
     * @param adds whether it adds to dw; else it overwrites
     */
    record WeightGradient(CudnnTensor x, CudnnTensor dy, CudnnTensor dw, ConvolutionShape shape, boolean adds)
            implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(x, dy, dw);
        }
    }

    /** {@code y = a + b}; b may have one value per channel. */
    record Sum(CudnnTensor a, CudnnTensor b, CudnnTensor y) implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(a, b, y);
        }
    }

    /** {@code y = x where x > 0, else slope * x}. */
    record LeakyRelu(CudnnTensor x, double slope, CudnnTensor y) implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(x, y);
        }
    }

    /**
     * {@code dx = dy where x > 0, else slope * dy}.
     *
     * @param x input or, for slopes above 0, output of the forward pass: only its sign counts
     */
    record LeakyReluGradient(CudnnTensor x, double slope, CudnnTensor dy, CudnnTensor dx) implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(x, dy, dx);
        }
    }

    /** {@code y = 1 / (1 + exp(-x))}. */
    record Sigmoid(CudnnTensor x, CudnnTensor y) implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(x, y);
        }
    }

    /** Sums of x over all axes along which y has size 1: the gradient of a bias where x is a gradient. */
    record Reduction(CudnnTensor x, CudnnTensor y) implements CudnnOperation {
        @Override
        public List<CudnnTensor> tensors() {
            return List.of(x, y);
        }
    }
}
