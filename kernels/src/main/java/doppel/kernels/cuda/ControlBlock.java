package doppel.kernels.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What changes from step to step of a captured graph, in device memory; {@code struct Control} of {@code optimizer.cu}.
 *
 * @param step number of the step under way, from 1; the device counts it on
 * @param seed key of update dropout
 * @param rate before the cosine
 * @param cosinePeriod the rate goes {@code (cos(2 pi step / period) + 1) / 2} of the way; 0 stays
 * @param keep share of the weights that move, 0..1
 * @param clipNorm largest norm of all gradients together; 0 does not clip
 */
public record ControlBlock(int step, int seed, float rate, float cosinePeriod, double keep, float clipNorm) {
    /** Size in device memory. */
    public static final int BYTES = 256;

    /** Where the device keeps the number of the step. */
    public static final int STEP_OFFSET = 0;

    /** Where the device writes what gradients are multiplied by. */
    public static final int CLIP_SCALE_OFFSET = 36;

    /** As the device reads it. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        out.putInt(0, step).putInt(4, seed).putFloat(8, rate).putFloat(12, cosinePeriod);
        out.putFloat(16, LaunchedOptimizers.threshold(keep))
                .putFloat(32, clipNorm)
                .putFloat(36, 1);
        return out.array();
    }
}
