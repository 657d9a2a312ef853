package doppel.app.model;

import doppel.nn.losses.GaussianBlur;
import doppel.nn.losses.ImageLoss;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Clamp;

/**
 * DeepFaceLab's loss of one identity, a value per face. With {@code B} the softened mask, or 1 if not masked, target t,
 * painted picture p, mask m and painted mask q:
 *
 * <p>{@code 10 dssim(tB, pB) + mean(10 (tB - pB)^2) + mean(10 (m - q)^2) [+ mean(300 |t - p| e)]}, e the mask of eyes
 * and mouth. From 256 pixels on, dssim is the mean of two with windows {@code r / 11.6} and {@code r / 23.2}. {@code B
 * = 2 clip(blur(m, r / 32), 0, 0.5)}.
 */
final class SaehdLoss {
    private final int resolution;
    private final TrainOptions options;
    private final GaussianBlur soften;

    SaehdLoss(int resolution, TrainOptions options) {
        this.resolution = resolution;
        this.options = options;
        this.soften = new GaussianBlur(Math.max(1, resolution / 32));
    }

    /**
     * The loss of each face.
     *
     * @param target what to paint
     * @param painted what was painted
     * @return {@code [n]}
     */
    Tensor of(FaceTargets target, Painted painted) {
        Tensor t = target.image();
        Tensor p = painted.image();
        if (options.masked()) {
            Tensor soft = new Clamp(0, 0.5).apply(soften.forward(target.mask())).times(2);
            t = t.times(soft);
            p = p.times(soft);
        }
        Tensor loss = structure(t, p)
                .plus(ImageLoss.meanSquare(t, p).times(10))
                .plus(ImageLoss.meanSquare(target.mask(), painted.mask()).times(10));
        if (options.eyesMouth()) {
            Tensor eyes = target.eyesMouth();
            loss = loss.plus(ImageLoss.meanAbsolute(
                            target.image().times(eyes), painted.image().times(eyes))
                    .times(300));
        }
        return loss;
    }

    private Tensor structure(Tensor t, Tensor p) {
        Tensor wide = ImageLoss.dssim(t, p, (int) (resolution / 11.6));
        if (resolution < 256) return wide.times(10);
        return wide.plus(ImageLoss.dssim(t, p, (int) (resolution / 23.2))).times(5);
    }
}
