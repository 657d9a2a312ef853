package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.FloatImage;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published examples of DeepFaceLab's colour transfers, on two pictures of 3 x 2 pixels. */
class ColorTransferTest {
    private static final double TOLERANCE = 1e-4; // the examples have four digits, lab a little more noise

    private static FloatImage a() {
        FloatImage image = new FloatImage(3, 2, 3);
        for (int i = 0; i < 18; i++) image.data()[i] = (7 * i * i + 13 * i + 5) % 101 / 100f;
        return image;
    }

    private static FloatImage b() {
        FloatImage image = new FloatImage(3, 2, 3);
        for (int i = 0; i < 18; i++) image.data()[i] = 0.8f * ((11 * i * i + 29 * i + 17) % 97) / 96 + 0.1f;
        return image;
    }

    private static FloatImage ones() {
        return Pixels.ones(3, 2);
    }

    private static void same(FloatImage got, double... wanted) {
        for (int i = 0; i < 18; i++) assertEquals(wanted[i], got.data()[i], TOLERANCE, "value " + i);
    }

    @Test
    void rctEqualsTheExample() {
        same(
                ColorTransfer.RCT.apply(a(), b(), ones()),
                0,
                .3058,
                .4213,
                0,
                .7420,
                .2815,
                .0373,
                .3839,
                .3880,
                .4251,
                .4289,
                .8131,
                .2437,
                .4730,
                .3981,
                .4413,
                .9585,
                .2368);
    }

    @Test
    void rctWithAMaskCountsZerosOutsideIt() {
        FloatImage area = new FloatImage(3, 2, 1, new float[] {1, 1, 1, 0, 1, 0.3f});
        same(
                ColorTransfer.RCT.apply(a(), b(), area),
                0,
                .2846,
                .6172,
                .0954,
                .7577,
                .4669,
                .2762,
                .3875,
                .5590,
                .7576,
                .3234,
                .9715,
                .5185,
                .4839,
                .5200,
                .5938,
                .9633,
                .3636);
    }

    @Test
    void lctEqualsTheExample() {
        same(
                ColorTransfer.LCT.apply(a(), b(), ones()),
                .1308,
                .2958,
                .5122,
                .1423,
                .8156,
                .5145,
                .1804,
                .3712,
                .3569,
                .1877,
                .4506,
                .7902,
                .2313,
                .4257,
                .1780,
                .2441,
                .9246,
                .1566);
    }

    @Test
    void mklEqualsTheExample() {
        same(
                ColorTransfer.MKL.apply(a(), b(), ones()),
                .1342,
                .2929,
                .4842,
                .1430,
                .8134,
                .4809,
                .1832,
                .3700,
                .3528,
                .1775,
                .4560,
                .8229,
                .2341,
                .4259,
                .1974,
                .2447,
                .9252,
                .1702);
    }

    @Test
    void histogramMatchingEqualsTheExamples() {
        same(
                HistogramMatch.apply(a(), b(), 255),
                .1417,
                .2500,
                .5750,
                .1417,
                .7667,
                .2500,
                .1583,
                .5083,
                .5083,
                .2417,
                .2833,
                .7667,
                .2083,
                .5750,
                .2833,
                .2083,
                .9000,
                .1250);
        same(
                HistogramMatch.apply(a(), b(), 128),
                .1417,
                .2500,
                .2670,
                .1417,
                .3980,
                .1255,
                .1417,
                .2669,
                .2503,
                .1585,
                .2501,
                .2860,
                .1502,
                .2851,
                .1882,
                .1502,
                .5091,
                .1250);
    }

    @ParameterizedTest
    @EnumSource(names = {"RCT", "LCT", "MKL", "SOT_MASKED", "MIX_MASKED"})
    void meanColoursBecomeThoseOfTheOriginal(ColorTransfer transfer) {
        FloatImage face = textured(0.2f, 0.3f, 0.5f, 1);
        FloatImage original = textured(0.5f, 0.4f, 0.6f, 2);
        double[] wanted = ColorStatistics.of(original).mean();
        double[] got = ColorStatistics.of(transfer.apply(face, original, Pixels.ones(48, 48)))
                .mean();
        double[] before = ColorStatistics.of(face).mean();
        for (int c = 0; c < 3; c++) {
            assertEquals(wanted[c], got[c], 0.02, transfer + " channel " + c);
            assertTrue(Math.abs(before[c] - wanted[c]) > 0.05, "the pictures differ before");
        }
    }

    private static FloatImage textured(float blue, float green, float red, long seed) {
        Random random = new Random(seed);
        FloatImage out = new FloatImage(48, 48, 3);
        float[] base = {blue, green, red};
        for (int i = 0; i < out.data().length; i++) out.data()[i] = base[i % 3] + 0.05f * (float) random.nextGaussian();
        return out;
    }

    @Test
    void namesAndNumbersAreDeepFaceLabs() {
        assertEquals(ColorTransfer.RCT, ColorTransfer.parse("rct"));
        assertEquals(ColorTransfer.MIX_MASKED, ColorTransfer.of(8));
        assertThrows(IllegalArgumentException.class, () -> ColorTransfer.parse("reinhard"));
        assertEquals(MaskMode.LEARNED_BOTH, MaskMode.of(4));
        assertEquals(MaskMode.HULL, MaskMode.parse("dst"));
        assertThrows(IllegalArgumentException.class, () -> MaskMode.of(6));
        assertEquals(SharpenMode.GAUSSIAN, SharpenMode.parse("gaussian"));
        assertEquals(MergeMode.SEAMLESS_HIST_MATCH, MergeMode.parse("seamless-hist-match"));
    }
}
