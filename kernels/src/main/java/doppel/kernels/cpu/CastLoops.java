package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.S2I;

import doppel.kernels.host.Bfloat16;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/** Changes of type, eight elements at a time: vectors of that length exist for every type on every processor. */
final class CastLoops {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private CastLoops() {}

    /** The vector form of {@link Bfloat16#of}. */
    static void floatToBfloat16(MemorySegment x, MemorySegment y, int n) {
        int i = 0;
        for (; i < FLOATS.loopBound(n); i += 8) {
            FloatVector v = FloatVector.fromMemorySegment(FLOATS, x, (long) i << 2, ORDER);
            IntVector bits = v.reinterpretAsInts();
            IntVector upper = bits.lanewise(LSHR, 16);
            IntVector rounded = bits.add(upper.and(1)).add(0x7FFF).lanewise(LSHR, 16);
            IntVector half = rounded.blend(upper.or(0x40), v.compare(NE, v).cast(INTS)); // NaN stays NaN
            half.convertShape(I2S, SHORTS, 0).reinterpretAsShorts().intoMemorySegment(y, (long) i << 1, ORDER);
        }
        for (; i < n; i++) y.setAtIndex(JAVA_SHORT, i, Bfloat16.of(x.getAtIndex(JAVA_FLOAT, i)));
    }

    static void bfloat16ToFloat(MemorySegment x, MemorySegment y, int n) {
        int i = 0;
        for (; i < FLOATS.loopBound(n); i += 8) {
            ShortVector v = ShortVector.fromMemorySegment(SHORTS, x, (long) i << 1, ORDER);
            IntVector bits = v.convertShape(S2I, INTS, 0).reinterpretAsInts().lanewise(LSHL, 16);
            bits.reinterpretAsFloats().intoMemorySegment(y, (long) i << 2, ORDER);
        }
        for (; i < n; i++) y.setAtIndex(JAVA_FLOAT, i, Bfloat16.toFloat(x.getAtIndex(JAVA_SHORT, i)));
    }

    static void byteToFloat(MemorySegment x, MemorySegment y, int n) {
        int i = 0;
        for (; i < FLOATS.loopBound(n); i += 8) {
            ByteVector v = ByteVector.fromMemorySegment(BYTES, x, i, ORDER);
            IntVector bits = v.convertShape(B2I, INTS, 0).reinterpretAsInts().and(0xFF);
            bits.convert(I2F, 0).reinterpretAsFloats().intoMemorySegment(y, (long) i << 2, ORDER);
        }
        for (; i < n; i++) y.setAtIndex(JAVA_FLOAT, i, Byte.toUnsignedInt(x.get(JAVA_BYTE, i)));
    }
}
