package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Vectors of floats in memory, as wide as the processor has them. Places are counted in elements. */
final class Lanes {
    /** The widest species of the processor. */
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    static final int WIDTH = FLOATS.length();

    /** Elements in a span of a {@link Crew}: a quarter of a megabyte of floats, some 20 us, a multiple of any width. */
    static final int SPAN = 1 << 16;

    /** Elements that places counted in ints can reach. */
    static final int MOST = Integer.MAX_VALUE - 64;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    static FloatVector load(MemorySegment s, int at) {
        return FloatVector.fromMemorySegment(FLOATS, s, (long) at << 2, ORDER);
    }

    static FloatVector load(MemorySegment s, int at, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(FLOATS, s, (long) at << 2, ORDER, mask);
    }

    static void store(FloatVector v, MemorySegment s, int at) {
        v.intoMemorySegment(s, (long) at << 2, ORDER);
    }

    static void store(FloatVector v, MemorySegment s, int at, VectorMask<Float> mask) {
        v.intoMemorySegment(s, (long) at << 2, ORDER, mask);
    }

    /** Copies whole vectors to the heap. */
    static void copy(MemorySegment s, int from, float[] to, int at, int n) {
        for (int i = 0; i < n; i += WIDTH) load(s, from + i).intoArray(to, at + i);
    }

    /** Copies whole vectors from the heap. */
    static void copy(float[] from, int at, MemorySegment s, int to, int n) {
        for (int i = 0; i < n; i += WIDTH) store(FloatVector.fromArray(FLOATS, from, at + i), s, to + i);
    }

    /** The first place that a whole vector does not reach any more. */
    static int bound(int n) {
        return FLOATS.loopBound(n);
    }

    /** The lanes from place {@code at} that lie before {@code n}. */
    static VectorMask<Float> rest(int at, int n) {
        return FLOATS.indexInRange(at, n);
    }

    /** Elements {@code from} to {@code to} of a buffer. */
    static MemorySegment slice(Buffer buffer, long from, long to) {
        int bytes = buffer.dtype().bytes();
        return buffer.segment().asSlice(from * bytes, (to - from) * bytes);
    }

    /** Whether the vector loops can take it. */
    static boolean floats(Buffer buffer) {
        return buffer.dtype() == DType.F32;
    }
}
