package doppel.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Lab;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layout and resampling: where values go. */
class ReferenceMovesTest {
    private final Kernels kernels = Backends.reference();
    private final Lab lab = new Lab(kernels, DType.F64);

    @AfterEach
    void close() {
        lab.close();
        kernels.close();
    }

    private Buffer ramp(int... sizes) {
        double[] values = new double[(int) new Shape(sizes).elements()];
        Arrays.setAll(values, i -> i);
        return lab.of(new Shape(sizes), values);
    }

    @Test
    void depthToSpaceIsThatOfDeepFaceLab() {
        Buffer y = lab.target(1, 2, 2, 2);
        kernels.layout().depthToSpace(ramp(1, 1, 1, 8), BlockOrder.BLOCK_FIRST, y);
        assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, Elements.read(y));
    }

    @Test
    void channelFirstIsThePixelShuffle() {
        Buffer y = lab.target(1, 2, 2, 2);
        kernels.layout().depthToSpace(ramp(1, 1, 1, 8), BlockOrder.CHANNEL_FIRST, y);
        assertArrayEquals(new double[] {0, 4, 1, 5, 2, 6, 3, 7}, Elements.read(y));
    }

    @Test
    void spaceToDepthTakesNeighboursTogether() {
        Buffer y = lab.target(1, 2, 2, 4);
        kernels.layout().spaceToDepth(ramp(1, 4, 4, 1), BlockOrder.BLOCK_FIRST, y);
        assertArrayEquals(new double[] {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15}, Elements.read(y));
    }

    @Test
    void transposeMovesAxes() {
        Buffer y = lab.target(3, 1, 2);
        kernels.layout().transpose(ramp(1, 2, 3), new int[] {2, 0, 1}, y);
        assertArrayEquals(new double[] {0, 3, 1, 4, 2, 5}, Elements.read(y));
    }

    @Test
    void copyBlockLeavesTheRest() {
        Buffer target = lab.of(new Shape(2, 4), 9, 9, 9, 9, 9, 9, 9, 9);
        kernels.layout().copyBlock(ramp(3, 3), new int[] {1, 0}, target, new int[] {0, 2}, new int[] {2, 2});
        assertArrayEquals(new double[] {9, 9, 3, 4, 9, 9, 6, 7}, Elements.read(target));
    }

    @Test
    void movesThatDoNotFitAreRefused() {
        Buffer x = ramp(1, 1, 1, 6);
        Buffer y = lab.target(1, 2, 2, 2);
        var blocks = assertThrows(
                IllegalArgumentException.class, () -> kernels.layout().depthToSpace(x, BlockOrder.BLOCK_FIRST, y));
        assertEquals("depth to space: [1, 1, 1, 6] does not rearrange to [1, 2, 2, 2]", blocks.getMessage());
        var axes = assertThrows(
                IllegalArgumentException.class, () -> kernels.layout().transpose(x, new int[] {0, 1, 1, 3}, x));
        assertEquals("transpose: [1, 1, 1, 6] by [0, 1, 1, 3] does not give [1, 1, 1, 6]", axes.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> kernels.layout()
                        .copyBlock(x, new int[] {0, 0, 0, 5}, x, new int[] {0, 0, 0, 0}, new int[] {1, 1, 1, 2}));
    }

    @Test
    void maxPoolTakesTheFirstOfEqualsAndSkipsPadding() {
        Buffer x = lab.of(new Shape(1, 2, 2, 1), -1, -1, -5, -1);
        var options = new PoolOptions(2, 2, new Padding(1, 1, 1, 1));
        Buffer y = lab.target(1, 2, 2, 1);
        kernels.resample().maxPool(x, options, y);
        assertArrayEquals(new double[] {-1, -1, -5, -1}, Elements.read(y));
        Buffer one = lab.of(new Shape(1, 1, 1, 1), 7);
        kernels.resample().maxPoolBackward(one, x, PoolOptions.of(2), x);
        assertArrayEquals(new double[] {7, 0, 0, 0}, Elements.read(x));
    }

    @Test
    void averagePoolDoesNotCountPadding() {
        Buffer y = lab.target(1, 2, 2, 1);
        kernels.resample().averagePool(ramp(1, 3, 3, 1), new PoolOptions(2, 2, new Padding(1, 1, 0, 0)), y);
        assertArrayEquals(new double[] {0, 1.5, 4.5, 6}, Elements.read(y));
    }

    @Test
    void nearestRepeatsAndPicks() {
        Buffer y = lab.target(1, 1, 4, 1);
        kernels.resample().nearest(lab.of(new Shape(1, 1, 2, 1), 1, 2), y);
        assertArrayEquals(new double[] {1, 1, 2, 2}, Elements.read(y));
        Buffer half = lab.target(1, 1, 2, 1);
        kernels.resample().nearest(lab.of(new Shape(1, 1, 5, 1), 1, 2, 3, 4, 5), half);
        assertArrayEquals(new double[] {1, 3}, Elements.read(half));
    }

    @Test
    void bilinearIsBetweenPixelCentresAndRepeatsEdges() {
        Buffer y = lab.target(1, 1, 4, 1);
        Buffer x = lab.of(new Shape(1, 1, 2, 1), 0, 1);
        kernels.resample().bilinear(x, false, y);
        assertArrayEquals(new double[] {0, 0.25, 0.75, 1}, Elements.read(y), 1e-12);
        kernels.resample().bilinear(x, true, y);
        assertArrayEquals(new double[] {0, 1 / 3.0, 2 / 3.0, 1}, Elements.read(y), 1e-12);
    }
}
