package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Changes of type. */
final class CastLoops {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private CastLoops() {}

    static void floatToBfloat16(MemorySegment x, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) Storage.BF16.store(Lanes.load(x, i), y, i);
        for (; i < n; i++) Storage.BF16.set(y, i, x.getAtIndex(JAVA_FLOAT, i));
    }

    static void bfloat16ToFloat(MemorySegment x, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) Lanes.store(Storage.BF16.load(x, i), y, i);
        for (; i < n; i++) y.setAtIndex(JAVA_FLOAT, i, Storage.BF16.get(x, i));
    }

    /** Eight at a time: vectors of that length exist on every processor. */
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
