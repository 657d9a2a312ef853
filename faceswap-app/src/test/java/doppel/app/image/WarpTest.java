package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WarpTest {
    private static FloatImage row(float... values) {
        return new FloatImage(values.length, 1, 1, values);
    }

    private static Affine shift(double x, double y) {
        return new Affine(1, 0, x, 0, 1, y);
    }

    @Test
    void forwardMapMovesThePictureAlongAndInverseMapAgainst() {
        FloatImage x = row(1, 2, 3, 4);
        assertArrayEquals(
                new float[] {0, 1, 2, 3},
                Warp.affine(x, shift(1, 0), 4, 1, Interpolation.LINEAR, Border.CONSTANT)
                        .data());
        assertArrayEquals(
                new float[] {2, 3, 4, 0},
                Warp.affineInverse(x, shift(1, 0), 4, 1, Interpolation.LINEAR, Border.CONSTANT)
                        .data());
    }

    @Test
    void halfAPixelGivesTheMeanOfTwoNeighbours() {
        float[] y = Warp.affineInverse(row(1, 2, 4, 8), shift(0.5, 0), 3, 1, Interpolation.LINEAR, Border.CONSTANT)
                .data();
        assertArrayEquals(new float[] {1.5f, 3, 6}, y, 1e-6f);
    }

    @Test
    void bordersContinueThePictureAsNamed() {
        FloatImage x = row(1, 2, 3, 4);
        assertArrayEquals(
                new float[] {0, 0, 1, 2},
                Warp.affine(x, shift(2, 0), 4, 1, Interpolation.NEAREST, Border.CONSTANT)
                        .data());
        assertArrayEquals(
                new float[] {1, 1, 1, 2},
                Warp.affine(x, shift(2, 0), 4, 1, Interpolation.NEAREST, Border.REPLICATE)
                        .data());
        assertArrayEquals(
                new float[] {3, 2, 1, 2},
                Warp.affine(x, shift(2, 0), 4, 1, Interpolation.NEAREST, Border.REFLECT_101)
                        .data());
    }

    @ParameterizedTest
    @EnumSource(
            value = Interpolation.class,
            names = {"LINEAR", "CUBIC"})
    void affineMapOfALinearRampIsTheRampOfTheMap(Interpolation interpolation) {
        int size = 40;
        FloatImage ramp = new FloatImage(size, size, 3);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                for (int c = 0; c < 3; c++) ramp.data()[(y * size + x) * 3 + c] = 0.01f * x - 0.02f * y + c;
            }
        }
        Affine map = new Affine(0.9, -0.3, 12, 0.3, 0.9, 2); // from target to source
        FloatImage y = Warp.affineInverse(ramp, map, 16, 12, interpolation, Border.CONSTANT);
        FloatImage same = Warp.affine(ramp, map.inverse(), 16, 12, interpolation, Border.CONSTANT);
        for (int row = 0; row < 12; row++) {
            for (int column = 0; column < 16; column++) {
                for (int c = 0; c < 3; c++) {
                    double wanted = 0.01 * map.x(column, row) - 0.02 * map.y(column, row) + c;
                    assertEquals(wanted, y.at(column, row, c), 3e-3, "OpenCV's cubic bends a ramp a little");
                    assertEquals(wanted, same.at(column, row, c), 3e-3);
                }
            }
        }
    }

    @Test
    void bytesAreWarpedPerChannel() {
        Frame x = new Frame(2, 1, new byte[] {10, 20, 30, 40, 50, (byte) 200});
        Frame y = Warp.affine(x, new Affine(-1, 0, 1, 0, 1, 0), 2, 1, Interpolation.LINEAR, Border.CONSTANT);
        assertArrayEquals(new byte[] {40, 50, (byte) 200, 10, 20, 30}, y.bgr());
    }

    @Test
    void remapReadsWhereTheMapsPoint() {
        FloatImage x = new FloatImage(2, 2, 1, new float[] {1, 2, 3, 4});
        float[] atX = {1, 0, 0.5f, 5};
        float[] atY = {1, 0, 0.5f, 0};
        assertArrayEquals(
                new float[] {4, 1, 2.5f, 0},
                Warp.remap(x, atX, atY, 4, 1, Interpolation.LINEAR, Border.CONSTANT)
                        .data(),
                1e-6f);
    }

    @Test
    void impossibleMapsAreRefused() {
        FloatImage x = row(1, 2);
        Affine singular = new Affine(0, 0, 0, 0, 0, 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> Warp.affine(x, singular.inverse(), 2, 1, Interpolation.LINEAR, Border.CONSTANT));
        assertThrows(
                IllegalArgumentException.class,
                () -> Warp.affine(x, Affine.IDENTITY, 40_000, 1, Interpolation.LINEAR, Border.CONSTANT));
        assertThrows(
                IllegalArgumentException.class,
                () -> Warp.remap(x, new float[3], new float[4], 4, 1, Interpolation.LINEAR, Border.CONSTANT));
    }
}
