package doppel.kernels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What all updates of one step share. It stands in a device's memory, because a step that is recorded once and run
 * again must read new values each time: the host overwrites {@link #BYTES} bytes between two runs.
 *
 * @param step number of the step, from 1
 * @param key seed of {@code keep}
 * @param rate learning rate
 * @param keep share of the elements that move, above 0 to 1: DeepFaceLab's learning-rate dropout. Element i of weight k
 *     moves where Philox's uniform number i of the key and the stream {@code step * 2^20 + k} is below it
 * @param clipNorm largest norm of all gradients together, see {@link OptimizerKernels#clip}; 0 leaves them
 */
public record UpdateControl(long step, long key, double rate, double keep, double clipNorm) {
    /** Size in memory: step, key, rate, keep rounded up to 24 bits, largest norm, what gradients are multiplied by. */
    public static final int BYTES = 48;

    /** Where {@link OptimizerKernels#clip} writes the f64 that all gradients are multiplied by; 1 before. */
    public static final int SCALE_OFFSET = 40;

    private static final int STREAM_BITS = 20;

    public UpdateControl {
        if (step < 1) throw new IllegalArgumentException("update: steps count from 1, got " + step);
        if (!(keep > 0 && keep <= 1)) throw new IllegalArgumentException("update: keep " + keep);
        if (!(clipNorm >= 0)) throw new IllegalArgumentException("update: clip norm " + clipNorm);
    }

    /** A step that moves all elements and does not clip. */
    public static UpdateControl of(long step, double rate) {
        return new UpdateControl(step, 0, rate, 1, 0);
    }

    /** The stream of random numbers of a weight at this step. */
    public long stream(int weight) {
        return (step << STREAM_BITS) + weight;
    }

    /** As devices read it. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(step)
                .putLong(key)
                .putDouble(rate)
                .putDouble(Math.ceil(keep * 0x1p24) * 0x1p-24) // the same uniforms, multiples of 2^-24, lie below
                .putDouble(clipNorm)
                .putDouble(1)
                .array();
    }
}
