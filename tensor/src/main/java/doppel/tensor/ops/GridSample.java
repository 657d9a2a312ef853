package doppel.tensor.ops;

import doppel.kernels.SampleOptions;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * A picture seen at places: inputs are {@code x [n, h, w, c]} and {@code grid [n, oh, ow, 2]}, x before y, -1 to 1 across
 * the picture; the result is {@code [n, oh, ow, c]}. {@code dx} adds each dy to the pixels it was made of, by their
 * weights; {@code dgrid} is dy times the slope of the picture at the place. See {@link
 * doppel.kernels.GeometryKernels#sample}. Matches PyTorch's {@code grid_sample}. Source: Jaderberg, Simonyan, Zisserman,
 * Kavukcuoglu, "Spatial transformer networks", 2015.
 */
public record GridSample(SampleOptions options) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape from = Pictures.of("grid_sample", x[0]);
        Shape places = x[1].shape();
        if (places.rank() != 4 || places.size(3) != 2 || places.size(0) != from.size(0)) {
            throw new IllegalArgumentException("grid_sample: wanted places [%d, height, width, 2] for %s, got %s"
                    .formatted(from.size(0), from, places));
        }
        Tensor y = scope.allocate(places.with(3, from.size(3)), x[0].dtype());
        scope.kernels().geometry().sample(x[0].buffer(), x[1].buffer(), options, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        var geometry = scope.kernels().geometry();
        @Nullable Tensor[] dx = new @Nullable Tensor[2];
        if (wanted[0]) {
            Tensor dPicture = scope.allocate(x[0].shape(), x[0].dtype());
            geometry.sampleBackwardData(dy.buffer(), x[1].buffer(), options, dPicture.buffer());
            dx[0] = dPicture;
        }
        if (wanted[1]) {
            Tensor dGrid = scope.allocate(x[1].shape(), x[1].dtype());
            geometry.sampleBackwardGrid(dy.buffer(), x[0].buffer(), x[1].buffer(), options, dGrid.buffer());
            dx[1] = dGrid;
        }
        return dx;
    }
}
