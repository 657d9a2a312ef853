package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.S2I;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.host.Bfloat16;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * How numbers lie in memory. In registers they are floats: loading is exact, storing rounds to nearest, ties to even.
 * Places are counted in elements. A loop over vectors must know its storage as a constant, see {@link Loops}.
 */
enum Storage {
    /** Four bytes. */
    F32 {
        @Override
        FloatVector load(MemorySegment s, int at) {
            return Lanes.load(s, at);
        }

        @Override
        FloatVector load(MemorySegment s, int at, VectorMask<Float> mask) {
            return Lanes.load(s, at, mask);
        }

        @Override
        void store(FloatVector v, MemorySegment s, int at) {
            Lanes.store(v, s, at);
        }

        @Override
        void store(FloatVector v, MemorySegment s, int at, VectorMask<Float> mask) {
            Lanes.store(v, s, at, mask);
        }

        @Override
        float get(MemorySegment s, long at) {
            return s.getAtIndex(JAVA_FLOAT, at);
        }

        @Override
        void set(MemorySegment s, long at, float value) {
            s.setAtIndex(JAVA_FLOAT, at, value);
        }

        @Override
        void read(MemorySegment s, int from, float[] to, int at, int n) {
            for (int i = 0; i < n; i += Lanes.WIDTH) load(s, from + i).intoArray(to, at + i);
        }

        @Override
        void write(float[] from, int at, MemorySegment s, int to, int n) {
            for (int i = 0; i < n; i += Lanes.WIDTH) {
                store(FloatVector.fromArray(Lanes.FLOATS, from, at + i), s, to + i);
            }
        }
    },

    /** The upper two of a float's four bytes. */
    BF16 {
        @Override
        FloatVector load(MemorySegment s, int at) {
            return widened(ShortVector.fromMemorySegment(HALVES, s, (long) at << 1, ORDER));
        }

        @Override
        FloatVector load(MemorySegment s, int at, VectorMask<Float> mask) {
            return widened(ShortVector.fromMemorySegment(HALVES, s, (long) at << 1, ORDER, mask.cast(HALVES)));
        }

        @Override
        void store(FloatVector v, MemorySegment s, int at) {
            rounded(v).intoMemorySegment(s, (long) at << 1, ORDER);
        }

        @Override
        void store(FloatVector v, MemorySegment s, int at, VectorMask<Float> mask) {
            rounded(v).intoMemorySegment(s, (long) at << 1, ORDER, mask.cast(HALVES));
        }

        @Override
        float get(MemorySegment s, long at) {
            return Bfloat16.toFloat(s.getAtIndex(JAVA_SHORT, at));
        }

        @Override
        void set(MemorySegment s, long at, float value) {
            s.setAtIndex(JAVA_SHORT, at, Bfloat16.of(value));
        }

        @Override
        void read(MemorySegment s, int from, float[] to, int at, int n) {
            for (int i = 0; i < n; i += Lanes.WIDTH) load(s, from + i).intoArray(to, at + i);
        }

        @Override
        void write(float[] from, int at, MemorySegment s, int to, int n) {
            for (int i = 0; i < n; i += Lanes.WIDTH) {
                store(FloatVector.fromArray(Lanes.FLOATS, from, at + i), s, to + i);
            }
        }
    };

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorSpecies<Integer> INTS = Lanes.FLOATS.withLanes(int.class);

    /** As many shorts as there are floats in a vector. */
    private static final VectorSpecies<Short> HALVES =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.FLOATS.vectorBitSize() / 2));

    private static FloatVector widened(ShortVector half) {
        return half.convertShape(S2I, INTS, 0)
                .reinterpretAsInts()
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
    }

    /** The vector form of {@link Bfloat16#of}. */
    private static ShortVector rounded(FloatVector v) {
        IntVector bits = v.reinterpretAsInts();
        IntVector upper = bits.lanewise(LSHR, 16);
        IntVector nearest = bits.add(upper.and(1)).add(0x7FFF).lanewise(LSHR, 16);
        IntVector half = nearest.blend(upper.or(0x40), v.compare(NE, v).cast(INTS)); // NaN stays NaN
        return half.convertShape(I2S, HALVES, 0).reinterpretAsShorts();
    }

    /** Size of a number. */
    int bytes() {
        return this == F32 ? Float.BYTES : Short.BYTES;
    }

    /** Whether the vector loops can take it. */
    static boolean holds(Buffer buffer) {
        return buffer.dtype() == DType.F32 || buffer.dtype() == DType.BF16;
    }

    /** That of a buffer which {@link #holds} says the loops can take. */
    static Storage of(Buffer buffer) {
        return switch (buffer.dtype()) {
            case F32 -> F32;
            case BF16 -> BF16;
            case F64, U8, I32 -> throw new IllegalArgumentException("storage: wanted f32 or bf16, got " + buffer);
        };
    }

    /** A vector. */
    abstract FloatVector load(MemorySegment s, int at);

    /** A vector with zeros where the mask is not set; nothing is read there. */
    abstract FloatVector load(MemorySegment s, int at, VectorMask<Float> mask);

    abstract void store(FloatVector v, MemorySegment s, int at);

    /** Writes where the mask is set. */
    abstract void store(FloatVector v, MemorySegment s, int at, VectorMask<Float> mask);

    /** One number. */
    abstract float get(MemorySegment s, long at);

    abstract void set(MemorySegment s, long at, float value);

    /** Copies whole vectors to the heap. */
    abstract void read(MemorySegment s, int from, float[] to, int at, int n);

    /** Copies whole vectors from the heap. */
    abstract void write(float[] from, int at, MemorySegment s, int to, int n);
}
