package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.FloatImage;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each case against the picture that DeepFaceLab made of it, values cut to 8 bits as it cuts them: the mean difference
 * in 1/255 and the share of values that are at most 2/255 apart. OpenCV's warps have changed a little between its
 * version and ours. Sharpening by 20 enlarges that by as much; {@code idt}, {@code sot} and {@code mix} draw random
 * numbers; the 256 colours of {@code color-degrade} are found by another program.
 */
class GoldenMergeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "mode-original, 0, 1",
        "mode-overlay, 0.03, 0.9999",
        "mode-hist-match, 0.03, 0.9999",
        "mode-seamless, 0.05, 0.9998",
        "mode-seamless-hist-match, 0.05, 0.9998",
        "mode-raw-rgb, 0.06, 0.9995",
        "color-rct, 0.03, 0.9999",
        "color-lct, 0.03, 0.9999",
        "color-mkl, 0.03, 0.9999",
        "color-mkl-m, 0.03, 0.9999",
        "color-idt, 0.25, 0.98",
        "color-idt-m, 0.3, 0.97",
        "color-sot-m, 0.1, 0.9995",
        "color-mix-m, 0.3, 0.97",
        "mask-0, 0.05, 0.9995",
        "mask-1, 0.03, 0.9999",
        "mask-2, 0.03, 0.9999",
        "mask-3, 0.03, 0.9999",
        "mask-4, 0.03, 0.9999",
        "mask-5, 0.03, 0.9999",
        "erode20-blur30, 0.03, 0.9999",
        "dilate-20, 0.03, 0.9999",
        "scale+10, 0.03, 0.9999",
        "scale-15, 0.03, 0.9999",
        "motion-blur-50, 0.05, 0.9998",
        "sharpen-box-20, 0.3, 0.96",
        "sharpen-gauss-20, 0.2, 0.98",
        "blur-20, 0.03, 0.9999",
        "denoise-50, 0.05, 0.9998",
        "bicubic-40, 0.05, 0.9998",
        "color-degrade-50, 1.5, 0.85"
    })
    void picturesAndMasksEqualThoseOfDeepFaceLab(String name, double mean, double within) throws IOException {
        MergeFixture fixture = MergeFixture.load();
        FloatImage golden = MergeFixture.golden(name);
        Patch patch = fixture.patch(fixture.options(name));
        FloatImage picture = fixture.frame().toFloat();
        FloatImage mask = new FloatImage(picture.width(), picture.height(), 1);
        set(patch.picture(), patch, picture);
        set(patch.mask(), patch, mask);
        Difference colours = Difference.of(golden, picture, 0);
        Difference masks = Difference.of(golden, mask, 3);
        assertTrue(colours.mean <= mean && colours.within >= within, "picture: " + colours);
        assertTrue(masks.mean <= 0.15 && masks.within >= 0.999, "mask: " + masks);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"color-idt", "color-idt-m", "color-sot-m", "color-mix-m"})
    void randomTransfersGiveTheSameStatistics(String name) throws IOException {
        MergeFixture fixture = MergeFixture.load();
        FloatImage golden = MergeFixture.golden(name);
        Patch patch = fixture.patch(fixture.options(name));
        for (int c = 0; c < 3; c++) {
            double[] wanted = statistics(golden, 0, 0, patch, c);
            double[] got = statistics(patch.picture(), patch.left(), patch.top(), patch, c);
            assertEquals(wanted[0], got[0], 1.5 / 255, "mean of channel " + c);
            assertEquals(wanted[1], got[1], 1.5 / 255, "deviation of channel " + c);
        }
    }

    /** Mean and deviation inside the face, of a picture whose corner lies at (left, top) of the frame. */
    private static double[] statistics(FloatImage picture, int left, int top, Patch face, int channel) {
        int n = 0;
        double sum = 0;
        double squares = 0;
        for (int y = 0; y < face.mask().height(); y++) {
            for (int x = 0; x < face.mask().width(); x++) {
                if (face.mask().at(x, y, 0) < 0.9f) continue;
                double value = picture.at(x + face.left() - left, y + face.top() - top, channel);
                n++;
                sum += value;
                squares += value * value;
            }
        }
        assertTrue(n > 5000, n + " pixels");
        return new double[] {sum / n, Math.sqrt(squares / n - sum / n * (sum / n))};
    }

    private static void set(FloatImage part, Patch at, FloatImage whole) {
        int row = part.width() * part.channels();
        for (int y = 0; y < part.height(); y++) {
            int to = ((at.top() + y) * whole.width() + at.left()) * whole.channels();
            System.arraycopy(part.data(), y * row, whole.data(), to, row);
        }
    }

    /** In 1/255; {@code within} is the share of values at most 2 apart. */
    private record Difference(double mean, double within, int most) {
        static Difference of(FloatImage golden, FloatImage got, int firstChannel) {
            assertEquals(golden.width(), got.width());
            assertEquals(golden.height(), got.height());
            assertEquals(4, golden.channels());
            long sum = 0;
            int near = 0;
            int most = 0;
            for (int i = 0; i < got.data().length; i++) {
                int p = i / got.channels();
                int wanted = Math.round(golden.data()[4 * p + firstChannel + i % got.channels()] * 255);
                int apart = Math.abs(wanted - (int) (got.data()[i] * 255f));
                sum += apart;
                if (apart <= 2) near++;
                most = Math.max(most, apart);
            }
            int n = got.data().length;
            return new Difference((double) sum / n, (double) near / n, most);
        }
    }
}
