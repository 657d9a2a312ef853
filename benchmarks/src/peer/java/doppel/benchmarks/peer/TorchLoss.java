package doppel.benchmarks.peer;

import doppel.app.model.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * DeepFaceLab's loss of one identity in libtorch, a value per face, from its formulas: {@code 10 dssim(tB, pB) + mean(10
 * (tB - pB)^2) + mean(10 (m - q)^2) [+ mean(300 |t - p| e)]}, B the softened mask. Windows are separable and go over rows,
 * then columns. Pictures are {@code [n, c, r, r]}.
 */
final class TorchLoss {
    private final TrainOptions options;
    private final List<Tensor> windows = new ArrayList<>();
    private final Tensor blur;

    TorchLoss(int resolution, TrainOptions options) {
        this.options = options;
        windows.add(bell((int) (resolution / 11.6), 1.5, true));
        if (resolution >= 256) windows.add(bell((int) (resolution / 23.2), 1.5, true));
        int sigma = Math.max(1, resolution / 32);
        blur = bell(Math.max(3, 4 * sigma) | 1, sigma, false);
    }

    private static Tensor bell(int size, double sigma, boolean centred) {
        double centre = centred ? (size - 1) / 2.0 : Math.floor(size / 2.0);
        double[] g = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            g[i] = Math.exp(-Math.pow((i - centre) / sigma, 2) / 2);
            sum += g[i];
        }
        float[] scaled = new float[size];
        for (int i = 0; i < size; i++) scaled[i] = (float) (g[i] / sum);
        return Libtorch.of(scaled, size);
    }

    /** The loss of each face, {@code [n]}. */
    Tensor of(TorchFaces target, TorchSwapNet.Painted painted) {
        Tensor t = target.image();
        Tensor p = painted.image();
        if (options.masked()) {
            Tensor soft = torch.clamp(filtered(target.mask(), blur, blur.size(0) / 2), number(0), number(0.5))
                    .mul(new Scalar(2));
            t = t.mul(soft);
            p = p.mul(soft);
        }
        Tensor loss = mean(t.sub(p).square())
                .add(mean(target.mask().sub(painted.mask()).square()))
                .mul(new Scalar(10));
        for (Tensor window : windows) {
            loss = loss.add(dssim(t, p, window), new Scalar(10.0 / windows.size()));
        }
        if (!options.eyesMouth()) return loss;
        Tensor eyes = target.eyesMouth();
        Tensor apart = target.image().mul(eyes).sub(painted.image().mul(eyes)).abs();
        return loss.add(mean(apart), new Scalar(300));
    }

    private static ScalarOptional number(double x) {
        return new ScalarOptional(new Scalar(x));
    }

    private static Tensor mean(Tensor x) {
        return x.mean(1, 2, 3);
    }

    /** {@code (1 - mean(luminance contrast)) / 2}, averaged over channels. */
    private static Tensor dssim(Tensor a, Tensor b, Tensor window) {
        var c1 = new Scalar(1e-4);
        var c2 = new Scalar(9e-4);
        Tensor m0 = filtered(a, window, 0);
        Tensor m1 = filtered(b, window, 0);
        Tensor product = filtered(a.mul(b), window, 0);
        Tensor squares = filtered(a.square().add(b.square()), window, 0);
        Tensor mm = m0.mul(m1);
        Tensor mSquares = m0.square().add(m1.square());
        Tensor two = mm.mul(new Scalar(2));
        Tensor luminance = two.add(c1).div(mSquares.add(c1));
        Tensor contrast = product.mul(new Scalar(2))
                .sub(two)
                .add(c2)
                .div(squares.sub(mSquares).add(c2));
        return mean(luminance.mul(contrast)).mul(new Scalar(-0.5)).add(new Scalar(0.5));
    }

    /** Each channel by a separable window. */
    private static Tensor filtered(Tensor x, Tensor window, long padding) {
        long c = x.size(1);
        long size = window.size(0);
        Tensor down = window.view(1, 1, size, 1).expand(c, 1, size, 1);
        Tensor across = window.view(1, 1, 1, size).expand(c, 1, 1, size);
        long[] ones = {1, 1};
        Tensor rows = torch.conv2d(x, down, new TensorOptional(), ones, new long[] {padding, 0}, ones, c);
        return torch.conv2d(rows, across, new TensorOptional(), ones, new long[] {0, padding}, ones, c);
    }
}
