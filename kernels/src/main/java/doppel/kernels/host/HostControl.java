package doppel.kernels.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import doppel.kernels.Buffer;
import doppel.kernels.UpdateControl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A control block read from host memory.
 *
 * @param values as they were written
 * @param scale what gradients are multiplied by
 */
public record HostControl(UpdateControl values, double scale) {
    /**
     * What a control block says.
     *
     * @throws IllegalArgumentException if the buffer is too short or was never written
     */
    public static HostControl read(Buffer control) {
        if (control.bytes() < UpdateControl.BYTES) {
            throw new IllegalArgumentException(
                    "update: control wants " + UpdateControl.BYTES + " bytes, got " + control);
        }
        ByteBuffer in = ByteBuffer.wrap(
                        control.segment().asSlice(0, UpdateControl.BYTES).toArray(JAVA_BYTE))
                .order(ByteOrder.nativeOrder());
        var values = new UpdateControl(in.getLong(), in.getLong(), in.getDouble(), in.getDouble(), in.getDouble());
        return new HostControl(values, in.getDouble());
    }

    /** {@code 1 / (1 - beta^step)}. */
    public double correction(double beta) {
        return 1 / (1 - Math.pow(beta, (double) values.step()));
    }

    /** Writes the scale for gradients of this norm. */
    public void clip(double norm, Buffer control) {
        double most = values.clipNorm();
        double scale = most > 0 && norm > most ? most / norm : 1;
        control.segment().set(JAVA_DOUBLE_UNALIGNED, UpdateControl.SCALE_OFFSET, scale);
    }
}
