package doppel.app.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.demo.Crowd;
import doppel.app.face.Landmarks;
import doppel.app.face.Similarity;
import doppel.app.image.Affine;
import doppel.app.image.ColorSpace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShapeCascadeTest {
    private static ShapeCascade carried() throws IOException {
        try (InputStream in = RegressionAligner.class.getResourceAsStream("landmarks.bin")) {
            if (in == null) throw new IOException("no landmarks.bin");
            return ShapeCascade.read(in);
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        ShapeCascade cascade = carried();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        cascade.write(new DataOutputStream(bytes));
        ShapeCascade again = ShapeCascade.read(new ByteArrayInputStream(bytes.toByteArray()));
        assertArrayEquals(cascade.mean, again.mean);
        assertArrayEquals(cascade.modes, again.modes);
        assertEquals(cascade.steps.size(), again.steps.size());
        for (int i = 0; i < again.steps.size(); i++) {
            assertArrayEquals(cascade.steps.get(i).weights(), again.steps.get(i).weights());
        }
    }

    @Test
    void aForeignFileIsRefused() {
        refused(new byte[64], "not a cascade");
    }

    @Test
    void aFileThatIsCutOffOrTooLongIsRefused() throws IOException {
        byte[] whole = bytes();
        for (int length : new int[] {0, 3, 7, 500, whole.length - 1}) refused(Arrays.copyOf(whole, length), "cut off");
        refused(Arrays.copyOf(whole, whole.length + 1), "more bytes");
    }

    @Test
    void countsAndNumbersThatCannotBeAreRefused() throws IOException {
        refused(changed(4, 255), "modes");
        refused(changed(4, 0), "modes");
        refused(changed(5, 17), "steps");
        refused(changed(7, 0), "features");
        refused(changed(8, 0x7f), "the number"); // the first value of the mean becomes huge
        refused(changed(8 + 4 * 136, 0x7f), "the number");
        refused(changed(bytes().length - 2, 0x7f), "the number"); // the last weight is no number
    }

    private static byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        carried().write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] changed(int at, int value) throws IOException {
        byte[] bytes = bytes();
        bytes[at] = (byte) value;
        return bytes;
    }

    private static void refused(byte[] bytes, String why) {
        var e = assertThrows(IOException.class, () -> ShapeCascade.read(new ByteArrayInputStream(bytes)));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e::toString);
    }

    @Test
    void peopleWhoWereNotTaughtAreFittedFarBetterThanByTheMeanFace() throws IOException {
        ShapeCascade cascade = carried();
        double sum = 0;
        double plain = 0;
        int n = 0;
        for (int person = 0; person < 8; person++) {
            Crowd crowd = new Crowd(900_000 + person);
            for (int still = 0; still < 8; still++) {
                Crowd.Still s = crowd.next();
                Affine exact = Similarity.fit(s.truth().xy(), cascade.mean);
                Affine off = exact.then(new Affine(1.05, 0, 2, 0, 1.05, -3));
                sum += LandmarkError.mean(cascade.find(ColorSpace.grayOf(s.frame()), off), s.truth());
                // the best that the mean face can do: shift, turn and size are known
                plain += LandmarkError.mean(new Landmarks(cascade.mean).map(exact.inverse()), s.truth());
                n++;
            }
        }
        System.out.printf(
                "drawn strangers: landmark error %.2f %%, of the mean face %.2f %%%n", 100 * sum / n, 100 * plain / n);
        assertTrue(sum / n < 0.035, "mean error " + 100 * sum / n + " %");
        assertTrue(sum < 0.5 * plain, "the mean face alone has " + 100 * plain / n + " %");
    }
}
