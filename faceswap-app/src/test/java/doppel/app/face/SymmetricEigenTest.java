package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 12})
    void vectorsTimesValuesGiveTheMatrixBack(int n) {
        Random random = new Random(n);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.nextGaussian();
        SymmetricEigen eigen = new SymmetricEigen(n, a);
        assertArrayEquals(a, eigen.apply(value -> value), 1e-12);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double dot = 0;
                for (int k = 0; k < n; k++) dot += eigen.vector(k, i) * eigen.vector(k, j);
                assertEquals(i == j ? 1 : 0, dot, 1e-13);
            }
            if (i > 0) assertTrue(eigen.value(i - 1) >= eigen.value(i));
        }
    }
}
