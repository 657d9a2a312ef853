package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.face.MeanFace;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaceMergerTest {
    private static final int N = 32;

    private static final MergeOptions PLAIN = MergeOptions.DEFAULT.withColorTransfer(ColorTransfer.NONE);

    /** A red face, its masks a disc that fills most of the crop. */
    private static final Predictor RED = face -> {
        FloatImage red = new FloatImage(N, N, 3);
        for (int i = 2; i < red.data().length; i += 3) red.data()[i] = 1;
        FloatImage disc = new FloatImage(N, N, 1);
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) disc.data()[y * N + x] = Math.hypot(x - 15.5, y - 15.5) < 12 ? 1 : 0;
        }
        return new Prediction(red, disc, disc);
    };

    private static Landmarks face(double x, double y, double size) {
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            xy[2 * i] = x + MeanFace.solid(i, 0) * size / 160;
            xy[2 * i + 1] = y + MeanFace.solid(i, 1) * size / 160;
        }
        return new Landmarks(xy);
    }

    private static Frame noise(int width, int height) {
        Frame frame = new Frame(width, height);
        new Random(7).nextBytes(frame.bgr());
        return frame;
    }

    private static FaceMerger merger(MergeOptions options) {
        return new FaceMerger(FaceType.WHOLE, N, options);
    }

    @Test
    void pixelsFarFromTheFaceKeepEveryBit() {
        Frame frame = noise(300, 200);
        MergedFrame merged = merger(PLAIN.withBlurMask(10)).merge(frame, List.of(face(80, 100, 50)), RED);
        int changed = 0;
        for (int p = 0; p < 300 * 200; p++) {
            if (merged.mask()[p] != 0) {
                changed++;
                continue;
            }
            for (int c = 0; c < 3; c++)
                assertEquals(frame.bgr()[3 * p + c], merged.picture().bgr()[3 * p + c]);
        }
        assertTrue(changed > 1000 && changed < 8000, changed + " pixels");
        int inside = (100 * 300 + 80) * 3;
        assertArrayEquals(
                new byte[] {0, 0, (byte) 255},
                Arrays.copyOfRange(merged.picture().bgr(), inside, inside + 3));
    }

    @Test
    void theFrameGivenIsNotChanged() {
        Frame frame = noise(200, 150);
        byte[] before = frame.bgr().clone();
        merger(PLAIN).merge(frame, List.of(face(100, 75, 60)), RED);
        assertArrayEquals(before, frame.bgr());
    }

    @ParameterizedTest
    @CsvSource({"-500, 100, 60", "900, 100, 60", "100, -4000, 60", "1e12, 1e12, 60", "100, 75, 1", "100, 75, 0"})
    void facesOffThePictureOrTinyLeaveTheFrameUntouched(double x, double y, double size) {
        Frame frame = noise(200, 150);
        MergedFrame merged = merger(PLAIN).merge(frame, List.of(face(x, y, size)), RED);
        assertArrayEquals(frame.bgr(), merged.picture().bgr());
        assertArrayEquals(new byte[200 * 150], merged.mask());
    }

    @Test
    void landmarksThatAreNotNumbersLeaveTheFrameUntouched() {
        Frame frame = noise(200, 150);
        double[] xy = face(100, 75, 60).xy();
        xy[60] = Double.NaN;
        assertArrayEquals(
                frame.bgr(),
                merger(PLAIN)
                        .merge(frame, List.of(new Landmarks(xy)), RED)
                        .picture()
                        .bgr());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "199, 149", "100, 0", "0, 75"})
    void aFaceAtTheEdgeIsCutOff(int x, int y) {
        Frame frame = noise(200, 150);
        MergedFrame merged = merger(PLAIN.withColorTransfer(ColorTransfer.RCT).withBlurMask(20))
                .merge(frame, List.of(face(x, y, 60)), RED);
        assertNotEquals(0, merged.mask()[y * 200 + x]);
    }

    @Test
    void aFaceLargerThanTheFrameCoversIt() {
        MergedFrame merged =
                merger(PLAIN.withMaskMode(MaskMode.FULL)).merge(noise(60, 40), List.of(face(30, 20, 1000)), RED);
        for (byte value : merged.mask()) assertEquals((byte) 255, value);
    }

    @Test
    void severalFacesAreEachMergedAgainstTheOriginalFrame() {
        Frame frame = noise(400, 200);
        Landmarks left = face(100, 100, 60);
        Landmarks right = face(300, 100, 60);
        MergedFrame both = merger(PLAIN).merge(frame, List.of(left, right), RED);
        MergedFrame alone = merger(PLAIN).merge(frame, List.of(left), RED);
        for (int y = 0; y < 200; y++) {
            int row = y * 400;
            assertArrayEquals(
                    Arrays.copyOfRange(alone.picture().bgr(), 3 * row, 3 * row + 600),
                    Arrays.copyOfRange(both.picture().bgr(), 3 * row, 3 * row + 600));
        }
        assertEquals((byte) 255, both.mask()[100 * 400 + 300]);
        assertEquals((byte) 255, both.mask()[100 * 400 + 100]);
    }

    @Test
    void noFaceGivesACopy() {
        Frame frame = noise(20, 10);
        MergedFrame merged = merger(PLAIN).merge(frame, List.of(), RED);
        assertArrayEquals(frame.bgr(), merged.picture().bgr());
        assertNotEquals(frame.bgr(), merged.picture().bgr());
    }

    @Test
    void aLargerFaceScaleShrinksThePastedFace() {
        Frame frame = noise(200, 150);
        List<Landmarks> faces = List.of(face(100, 75, 60));
        int small = covered(merger(PLAIN.withFaceScale(20)).merge(frame, faces, RED));
        int normal = covered(merger(PLAIN).merge(frame, faces, RED));
        int large = covered(merger(PLAIN.withFaceScale(-20)).merge(frame, faces, RED));
        assertEquals(normal / 1.44, small, normal * 0.03);
        assertEquals(normal / 0.64, large, normal * 0.03);
    }

    private static int covered(MergedFrame merged) {
        int count = 0;
        for (byte value : merged.mask()) if ((value & 0xFF) > 127) count++;
        return count;
    }

    @ParameterizedTest
    @EnumSource(ColorTransfer.class)
    void aFaceOfOneColourGivesNumbers(ColorTransfer transfer) {
        Frame frame = noise(200, 150);
        for (MergeMode mode : MergeMode.values()) {
            FaceMerger merger = merger(PLAIN.withColorTransfer(transfer).withMode(mode));
            FaceCrop crop = merger.crop(frame, face(100, 75, 60)).orElseThrow();
            Patch patch = merger.patch(frame, crop, RED.predict(crop.picture()), Motion.NONE)
                    .orElseThrow();
            for (float value : patch.picture().data()) assertTrue(value >= 0 && value <= 1, mode + ": " + value);
        }
    }

    @Test
    void aPredictionOfAnotherSizeIsRefused() {
        Frame frame = noise(200, 150);
        FaceMerger merger = new FaceMerger(FaceType.WHOLE, 64, PLAIN);
        FaceCrop crop = merger.crop(frame, face(100, 75, 60)).orElseThrow();
        Prediction prediction = RED.predict(crop.picture());
        assertThrows(IllegalArgumentException.class, () -> merger.patch(frame, crop, prediction, Motion.NONE));
        assertThrows(IllegalArgumentException.class, () -> new FaceMerger(FaceType.WHOLE, 8, PLAIN));
    }

    @Test
    void motionIsMeasuredBetweenTheNeighbouringFrames() {
        Motion motion = Motion.between(face(100, 100, 60), face(104, 97, 60));
        assertEquals(5, motion.pixels(), 1e-9);
        assertEquals(Math.toDegrees(Math.atan2(3, 4)), motion.degrees(), 1e-9);
    }
}
