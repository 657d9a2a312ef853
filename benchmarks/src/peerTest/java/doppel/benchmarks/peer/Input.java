package doppel.benchmarks.peer;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Cast;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One input of a function: what it is and its numbers. */
record Input(Kind kind, Shape shape, float[] values) {
    enum Kind {
        /** Stored as activations are, with a gradient. */
        VALUE,
        /** Stored in f32, with a gradient. */
        WEIGHT,
        /** Stored in f32, without a gradient. */
        CONSTANT,
        /** Whole numbers, i32. */
        INDEX
    }

    /** As a leaf of ours, rounded to the storage. */
    Tensor in(TensorScope scope, DType storage) {
        return switch (kind) {
            case VALUE -> {
                Tensor x = scope.of(shape, values);
                yield scope.variable(storage == DType.F32 ? x : new Cast(storage).apply(x));
            }
            case WEIGHT -> scope.variable(scope.of(shape, values));
            case CONSTANT -> scope.of(shape, values);
            case INDEX -> {
                var bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
                for (float value : values) bytes.putInt((int) value);
                Tensor x = scope.allocate(shape, DType.I32);
                scope.kernels().memory().uploadBytes(bytes.array(), x.buffer());
                yield x;
            }
        };
    }
}
