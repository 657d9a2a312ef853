package doppel.app.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.Landmarks;
import doppel.app.image.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TalkingHeadTest {
    private static final int FRAMES = 100;
    private static final List<TalkingHead> heads = new ArrayList<>();

    @BeforeAll
    static void build() {
        heads.add(TalkingHead.mira(FRAMES));
        heads.add(TalkingHead.tomas(FRAMES));
    }

    @Test
    void twoRendersAreTheSameByteForByte() {
        TalkingHead again = TalkingHead.mira(FRAMES);
        for (int i : new int[] {61, 7}) {
            assertArrayEquals(heads.get(0).frame(i).bgr(), again.frame(i).bgr(), "frame " + i);
            assertEquals(heads.get(0).landmarks(i), again.landmarks(i));
        }
        assertArrayEquals(heads.get(0).sound(), again.sound());
    }

    @Test
    void everyPointLiesInThePicture() {
        for (TalkingHead head : heads) {
            for (int i = 0; i < FRAMES; i++) {
                Landmarks points = head.landmarks(i);
                for (int k = 0; k < Landmarks.COUNT; k++) {
                    assertTrue(points.x(k) > 8 && points.x(k) < TalkingHead.WIDTH - 8, head + " frame " + i);
                    assertTrue(points.y(k) > 8 && points.y(k) < TalkingHead.HEIGHT - 8, head + " frame " + i);
                }
            }
        }
    }

    @Test
    void thePointsLieWhereTheFeaturesAreDrawn() {
        for (TalkingHead head : heads) {
            int frame = widestEyes(head);
            Frame picture = head.frame(frame);
            Landmarks points = head.landmarks(frame);
            double forehead = gray(picture, points.x(27), points.y(19) - 12);
            double leftEye = gray(picture, mean(points, true, 36, 41), mean(points, false, 36, 41));
            double rightEye = gray(picture, mean(points, true, 42, 47), mean(points, false, 42, 47));
            assertTrue(leftEye < 0.75 * forehead, head + ": the left iris is dark, " + leftEye + " of " + forehead);
            assertTrue(rightEye < 0.75 * forehead, head + ": the right iris is dark, " + rightEye + " of " + forehead);
            for (int k : new int[] {19, 24}) {
                double brow = gray(picture, points.x(k), points.y(k));
                assertTrue(brow < 0.8 * forehead, head + ": brow point " + k + ", " + brow + " of " + forehead);
            }
        }
    }

    @Test
    void headsTurnBlinkAndTalk() {
        for (TalkingHead head : heads) {
            double leastTurn = 1;
            double mostTurn = -1;
            double leastEye = 1;
            double mostEye = 0;
            double mostMouth = 0;
            for (int i = 0; i < FRAMES; i++) {
                Landmarks p = head.landmarks(i);
                double turn = (p.x(30) - p.x(27)) / p.interOcular();
                leastTurn = Math.min(leastTurn, turn);
                mostTurn = Math.max(mostTurn, turn);
                double eye = (p.y(41) - p.y(37)) / p.interOcular();
                leastEye = Math.min(leastEye, eye);
                mostEye = Math.max(mostEye, eye);
                mostMouth = Math.max(mostMouth, (p.y(66) - p.y(62)) / p.interOcular());
            }
            assertTrue(leastTurn < -0.07 && mostTurn > 0.07, head + " turns from " + leastTurn + " to " + mostTurn);
            assertTrue(leastEye < 0.03 && mostEye > 0.08, head + " eyes from " + leastEye + " to " + mostEye);
            assertTrue(mostMouth > 0.1, head + " mouth to " + mostMouth);
        }
    }

    @Test
    void theTwoPeopleDiffer() {
        // skin, and the shape between the points, both of faces that look ahead
        double[][] skin = new double[2][3];
        for (int h = 0; h < 2; h++) {
            Frame picture = heads.get(h).frame(0);
            Landmarks p = heads.get(h).landmarks(0);
            int row = (int) p.y(29);
            int column = (int) (0.5 * (p.x(31) + p.x(2)));
            int at = (row * picture.width() + column) * 3;
            for (int c = 0; c < 3; c++) skin[h][c] = picture.bgr()[at + c] & 0xFF;
        }
        double far = 0;
        for (int c = 0; c < 3; c++) far += Math.abs(skin[0][c] - skin[1][c]);
        assertTrue(far > 60, "colours of the cheeks differ by " + far);
    }

    @Test
    void theSoundIsThereWhenTheMouthIsOpen() {
        for (TalkingHead head : heads) {
            short[] sound = head.sound();
            int perFrame = TalkingHead.SAMPLE_RATE / TalkingHead.FPS;
            assertEquals(FRAMES * perFrame, sound.length);
            double[] loud = new double[FRAMES];
            double[] open = new double[FRAMES];
            for (int i = 0; i < FRAMES; i++) {
                for (int k = 0; k < perFrame; k++) loud[i] += Math.abs(sound[i * perFrame + k]) / (double) perFrame;
                Landmarks p = head.landmarks(i);
                open[i] = (p.y(66) - p.y(62)) / p.interOcular();
            }
            double likeness = correlation(loud, open);
            assertTrue(likeness > 0.5, head + ": loudness and mouth correlate by " + likeness);
        }
    }

    @Test
    void framesOutsideOfTheClipAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> heads.get(0).frame(FRAMES));
        assertThrows(IllegalArgumentException.class, () -> TalkingHead.tomas(0));
    }

    private static int widestEyes(TalkingHead head) {
        int best = 0;
        double most = 0;
        for (int i = 0; i < FRAMES; i++) {
            Landmarks p = head.landmarks(i);
            double open = p.y(41) - p.y(37) + p.y(46) - p.y(44);
            if (open > most) {
                most = open;
                best = i;
            }
        }
        return best;
    }

    private static double mean(Landmarks p, boolean x, int from, int to) {
        double sum = 0;
        for (int k = from; k <= to; k++) sum += x ? p.x(k) : p.y(k);
        return sum / (to - from + 1);
    }

    /** The mean of 3 x 3 pixels, 0..255. */
    private static double gray(Frame f, double x, double y) {
        double sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                int at = (((int) Math.round(y) + dy) * f.width() + (int) Math.round(x) + dx) * 3;
                for (int c = 0; c < 3; c++) sum += f.bgr()[at + c] & 0xFF;
            }
        }
        return sum / 27;
    }

    private static double correlation(double[] a, double[] b) {
        double ma = 0;
        double mb = 0;
        for (int i = 0; i < a.length; i++) {
            ma += a[i] / a.length;
            mb += b[i] / b.length;
        }
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - ma) * (b[i] - mb);
            aa += (a[i] - ma) * (a[i] - ma);
            bb += (b[i] - mb) * (b[i] - mb);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
