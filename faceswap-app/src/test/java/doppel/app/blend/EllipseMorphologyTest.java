package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import doppel.app.image.Filter;
import doppel.app.image.FloatImage;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EllipseMorphologyTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 15, 16, 20, 21, 33, 60, 127})
    void resultsAreThoseOfOpenCv(int kernel) {
        FloatImage x = new FloatImage(83, 70, 1);
        Random random = new Random(kernel);
        for (int i = 0; i < x.data().length; i++) x.data()[i] = random.nextFloat();
        assertArrayEquals(
                Filter.erode(x, kernel, 1).data(),
                EllipseMorphology.erode(x, kernel).data());
        assertArrayEquals(
                Filter.dilate(x, kernel, 1).data(),
                EllipseMorphology.dilate(x, kernel).data());
    }
}
