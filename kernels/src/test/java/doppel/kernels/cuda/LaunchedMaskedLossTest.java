package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the formulas in double precision. */
@ParameterizedClass(name = "last block and thread first: {0}")
@ValueSource(booleans = {false, true})
class LaunchedMaskedLossTest {
    @Parameter
    boolean backwards;

    @ParameterizedTest(name = "{0} pictures of {1} x {2} x {3}, face {4}, eyes {5}")
    @CsvSource({
        "1, 3, 7, 9, true, true",
        "3, 3, 31, 33, true, false",
        "2, 1, 16, 16, false, false",
        "2, 3, 5, 5, false, true"
    })
    void lossesAndGradientsAreThoseOfTheFormulas(int n, int c, int h, int w, boolean face, boolean eyes) {
        int area = h * w;
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, DType.F32)) {
            var loss = new LaunchedMaskedLoss(kernels.launcher(), kernels.memory());
            Buffer t = lab.uniform(0, 1, n, c, h, w);
            Buffer p = lab.uniform(0.05, 0.95, n, c, h, w);
            Buffer f = face ? lab.uniform(0, 1, n, h, w) : null;
            Buffer e = eyes ? lab.uniform(0, 1, n, h, w) : null;
            Buffer a = lab.target(n, c, h, w);
            Buffer b = lab.target(n, c, h, w);
            Buffer y = lab.uniform(1, 2, n);
            double[] before = Elements.read(y);
            var pictures = new LaunchedMaskedLoss.Pictures(t, p, f, e);
            loss.forward(pictures, 10, 300, a, b, y, true);
            Approximately.same(i -> Elements.get(t, i) * mask(f, i, c, area, 1), a, 1e-6);
            Approximately.same(i -> Elements.get(p, i) * mask(f, i, c, area, 1), b, 1e-6);
            Approximately.same(
                    k -> {
                        double sum = 0;
                        for (int i = k * c * area; i < (k + 1) * c * area; i++) {
                            double d = Elements.get(p, i) - Elements.get(t, i);
                            double inFace = d * mask(f, i, c, area, 1);
                            sum += 10 * inFace * inFace + 300 * Math.abs(d) * mask(e, i, c, area, 0);
                        }
                        return before[k] + sum / (c * area);
                    },
                    y,
                    1e-6);

            Buffer alone = lab.target(n);
            loss.forward(pictures, 10, 300, null, null, alone, false);
            Approximately.same(k -> Elements.get(y, k) - before[k], alone, 1e-5);

            Buffer dssim = lab.normal(n, c, h, w);
            for (Buffer other : new Buffer[] {dssim, null}) {
                Buffer dz = lab.target(DType.F32, new Shape(n, c, h, w));
                loss.backward(pictures, 10, 300, other, dz);
                Approximately.same(
                        i -> {
                            double painted = Elements.get(p, i);
                            double d = painted - Elements.get(t, i);
                            double m = mask(f, i, c, area, 1);
                            double g = m * ((other == null ? 0 : Elements.get(other, i)) + 20 * m * d / (c * area));
                            g += 300 * mask(e, i, c, area, 0) * Math.signum(d) / (c * area);
                            return g * painted * (1 - painted);
                        },
                        dz,
                        1e-6);
            }
        }
    }

    private static double mask(@Nullable Buffer mask, int i, int c, int area, double absent) {
        return mask == null ? absent : Elements.get(mask, i / area / c * area + i % area);
    }
}
