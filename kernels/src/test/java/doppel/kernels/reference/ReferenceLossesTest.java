package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.DssimOptions;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceLossesTest {
    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    /**
     * The original's windows are rounded to single precision and sum to 1 plus or minus a few 1e-7, which shifts its
     * variances; by about 5e-6 in the result.
     */
    @ParameterizedTest
    @CsvSource({
        "5, .06202158, .06009987, .05138698",
        "8, .06356475, .06167164, .05076817",
        "11, .06493872, .06314451, .04899281"
    })
    void dssimIsThatOfDeepFaceLab(int size, double blue, double green, double red) {
        Buffer y = lab.target(1, 3);
        kernels.losses()
                .dssim(GoldenPictures.waves(lab, 64, 0), GoldenPictures.waves(lab, 64, 0.2), DssimOptions.of(size), y);
        assertArrayEquals(new double[] {blue, green, red}, Elements.read(y), 5e-6);
    }

    @Test
    void aPictureIsNotDissimilarToItself() {
        Buffer a = lab.uniform(0, 1, 1, 6, 6, 1);
        Buffer y = lab.target(1, 1);
        kernels.losses().dssim(a, a, DssimOptions.of(5), y);
        assertEquals(0, Elements.get(y, 0), 1e-12);
    }

    @Test
    void aWindowOfOnePixelComparesLuminanceAlone() {
        Buffer a = lab.of(new Shape(1, 1, 1, 1), 0.5);
        Buffer b = lab.of(new Shape(1, 1, 1, 1), 0.25);
        Buffer y = lab.target(1, 1);
        kernels.losses().dssim(a, b, DssimOptions.of(1), y);
        double luminance = (2 * 0.5 * 0.25 + 1e-4) / (0.25 + 0.0625 + 1e-4);
        assertEquals((1 - luminance) / 2, Elements.get(y, 0), 1e-12);
    }

    @Test
    void aWindowLargerThanThePictureIsRefused() {
        Buffer a = lab.normal(1, 4, 8, 1);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> kernels.losses().dssim(a, a, DssimOptions.of(5), lab.target(1, 1)));
        assertEquals("dssim: a window of 5 does not fit into [1, 4, 8, 1]", e.getMessage());
    }
}
