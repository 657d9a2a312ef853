package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.Affine;
import org.junit.jupiter.api.Test;

class SimilarityTest {
    @Test
    void theFitOfAnExactSimilarityIsThatSimilarity() {
        Affine truth = new Affine(1.5, -0.7, 30, 0.7, 1.5, -12);
        double[] source = {1, 2, -3, 8, 12, 4, 0, -6};
        double[] target = new double[8];
        for (int i = 0; i < 8; i += 2) {
            target[i] = truth.x(source[i], source[i + 1]);
            target[i + 1] = truth.y(source[i], source[i + 1]);
        }
        same(truth, Similarity.fit(source, target), 1e-12);
    }

    @Test
    void theFitOfTheMeanFaceEqualsThePublishedExample() {
        Affine unit = Alignment.unit(AlignmentTest.turnedMeanFace());
        same(
                new Affine(0.0064992102, 0.0009985596, -1.8323652759, -0.0009985596, 0.0064992102, -0.6939367323),
                unit,
                1e-7);
    }

    @Test
    void aMirroredSetIsFittedByARotationNotAReflection() {
        double[] source = {0, 0, 4, 0, 4, 1, 0, 1};
        double[] target = {0, 0, 4, 0, 4, -1, 0, -1};
        Affine fit = Similarity.fit(source, target);
        assertTrue(fit.a() * fit.d() - fit.b() * fit.c() > 0);
    }

    @Test
    void pointsOnALineAreFittedToo() {
        same(
                new Affine(0, -2, 5, 2, 0, 6),
                Similarity.fit(new double[] {0, 0, 1, 0, 2, 0}, new double[] {5, 6, 5, 8, 5, 10}),
                1e-12);
    }

    @Test
    void pointsInOnePlaceAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Similarity.fit(new double[] {1, 1, 1, 1}, new double[] {0, 0, 1, 1}));
    }

    private static void same(Affine wanted, Affine got, double tolerance) {
        assertEquals(wanted.a(), got.a(), tolerance);
        assertEquals(wanted.b(), got.b(), tolerance);
        assertEquals(wanted.tx(), got.tx(), tolerance);
        assertEquals(wanted.c(), got.c(), tolerance);
        assertEquals(wanted.d(), got.d(), tolerance);
        assertEquals(wanted.ty(), got.ty(), tolerance);
    }
}
