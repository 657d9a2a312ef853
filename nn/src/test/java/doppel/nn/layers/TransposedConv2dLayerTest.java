package doppel.nn.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransposedConv2dLayerTest {
    private final Kernels kernels = Backends.reference();
    private final TensorScope scope = new TensorScope(kernels);
    private final Parameters parameters = new Parameters(scope, 1);

    @AfterEach
    void close() {
        scope.close();
        kernels.close();
    }

    private Tensor weights(int... values) {
        Tensor weight = parameters.all().get("weight");
        if (weight == null) throw new AssertionError();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) floats[i] = values[i];
        weight.upload(floats);
        return weight;
    }

    /** What DeepFaceLab's network library makes of single pixels with three taps and a stride of two. */
    @Test
    void samePaddingWritesTheKernelWhereItsPixelIsAndCutsTheRestOff() {
        TransposedConv2dLayer layer = TransposedConv2dLayer.same(parameters, 1, 1, 3, 2);
        weights(1, 2, 3, 4, 5, 6, 7, 8, 9);
        float[] first =
                layer.forward(scope.of(new Shape(1, 2, 2, 1), 1, 0, 0, 0)).toFloats();
        assertArrayEquals(new float[] {1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0}, first);
        float[] last =
                layer.forward(scope.of(new Shape(1, 2, 2, 1), 0, 0, 0, 1)).toFloats();
        assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 4, 5}, last);
    }

    @Test
    void theBiasIsAddedEverywhere() {
        TransposedConv2dLayer layer = TransposedConv2dLayer.same(parameters, 1, 2, 2, 2);
        Tensor bias = parameters.all().get("bias");
        if (bias == null) throw new AssertionError();
        bias.upload(5, 7);
        float[] y = layer.forward(scope.zeros(new Shape(1, 1, 1, 1))).toFloats();
        assertArrayEquals(new float[] {5, 7, 5, 7, 5, 7, 5, 7}, y);
    }

    @Test
    void aKernelSmallerThanItsStrideLeavesGaps() {
        var e = assertThrows(IllegalArgumentException.class, () -> TransposedConv2dLayer.same(parameters, 1, 1, 1, 2));
        assertEquals("transposed conv2d: kernel 1, stride 2", e.getMessage());
    }
}
