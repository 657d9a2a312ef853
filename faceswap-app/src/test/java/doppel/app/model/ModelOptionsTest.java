package doppel.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.face.FaceType;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelOptionsTest {
    private static ModelOptions options(String archi, int resolution) {
        return new ModelOptions(Archi.parse(archi), resolution, 128, 32, 32, 16, FaceType.FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"df", "liae", "df-u", "LIAE-UD", "df-udtc", "liae-dt"})
    void architecturesAreReadInAnyCase(String text) {
        Archi archi = Archi.parse(text);
        assertEquals(archi, Archi.parse(archi.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dfu", "df-", "df-x", "df-uu", "amp", "liae-ud-t"})
    void otherTextIsNoArchitecture(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> Archi.parse(text));
        assertTrue(String.valueOf(e.getMessage()).startsWith("architecture: wanted df or liae"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"df,80", "df,64", "df,640", "df-d,96", "liae-t,128", "df-dt,224"})
    void legalResolutionsAreTaken(String archi, int resolution) {
        assertEquals(resolution, options(archi, resolution).resolution());
    }

    @ParameterizedTest
    @CsvSource({"df,100,96", "df,48,64", "df,656,640", "df-d,80,96", "df-t,112,128"})
    void otherResolutionsAreRefusedAndTheNearestNamed(String archi, int resolution, int nearest) {
        var e = assertThrows(IllegalArgumentException.class, () -> options(archi, resolution));
        assertTrue(
                String.valueOf(e.getMessage()).endsWith("got " + resolution + "; the nearest is " + nearest),
                e.getMessage());
    }

    @Test
    void oddWidthsAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModelOptions(Archi.parse("df"), 64, 128, 33, 32, 16, FaceType.FULL));
    }

    /** Numbers of parameters that DeepFaceLab's own networks have. */
    @ParameterizedTest
    @CsvSource({"df,128,256,64,64,22,57538432", "df-ud,96,128,64,64,16,38294330", "liae-ud,128,256,64,64,22,82376555"})
    void networksHaveAsManyParametersAsDeepFaceLabs(String archi, int r, int ae, int e, int d, int m, long count) {
        var options = new ModelOptions(Archi.parse(archi), r, ae, e, d, m, FaceType.FULL);
        try (Kernels kernels = Backends.open(new Device.Cpu());
                var model = SaehdModel.forSwapping(kernels, options)) {
            long sum = model.weights().values().stream()
                    .mapToLong(w -> w.shape().elements())
                    .sum();
            assertEquals(count, sum);
        }
    }
}
