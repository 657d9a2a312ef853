package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/** Moves of bytes in units of 1, 2, 4 or 8. */
final class Runs {
    /** Below it, vectors are faster than a bulk copy. */
    private static final int SHORT = 512;

    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_256;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Runs() {}

    /** Copies consecutive bytes, a whole number of units. */
    static void copy(MemorySegment source, long from, MemorySegment target, long to, long bytes, int unit) {
        copy(source, from, 0, target, to, 0, 1, bytes, unit);
    }

    /**
     * Copies so many runs of bytes, which begin {@code step} bytes apart in the source, {@code targetStep} in the
     * target.
     */
    static void copy(
            MemorySegment source,
            long from,
            long step,
            MemorySegment target,
            long to,
            long targetStep,
            int runs,
            long bytes,
            int unit) {
        if (bytes >= SHORT) {
            for (int i = 0; i < runs; i++) {
                MemorySegment.copy(source, from + i * step, target, to + i * targetStep, bytes);
            }
            return;
        }
        int vectors = (int) bytes / BYTES.length() * BYTES.length();
        for (int i = 0; i < runs; i++) {
            for (int at = 0; at < vectors; at += BYTES.length()) {
                ByteVector.fromMemorySegment(BYTES, source, from + i * step + at, ORDER)
                        .intoMemorySegment(target, to + i * targetStep + at, ORDER);
            }
        }
        for (int at = vectors; at < bytes; at += unit) { // what is left of the runs, a column at a time
            gather(source, from + at, step, target, to + at, targetStep, runs, unit);
        }
    }

    /** Copies n units that stand {@code step} bytes apart in the source and {@code targetStep} in the target. */
    static void gather(
            MemorySegment source,
            long from,
            long step,
            MemorySegment target,
            long to,
            long targetStep,
            int n,
            int unit) {
        switch (unit) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    target.set(JAVA_BYTE, to + i * targetStep, source.get(JAVA_BYTE, from + i * step));
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    short value = source.get(JAVA_SHORT_UNALIGNED, from + i * step);
                    target.set(JAVA_SHORT_UNALIGNED, to + i * targetStep, value);
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    int value = source.get(JAVA_INT_UNALIGNED, from + i * step);
                    target.set(JAVA_INT_UNALIGNED, to + i * targetStep, value);
                }
            }
            case 8 -> {
                for (int i = 0; i < n; i++) {
                    long value = source.get(JAVA_LONG_UNALIGNED, from + i * step);
                    target.set(JAVA_LONG_UNALIGNED, to + i * targetStep, value);
                }
            }
            default -> throw new IllegalArgumentException("runs: a unit of " + unit + " bytes");
        }
    }
}
