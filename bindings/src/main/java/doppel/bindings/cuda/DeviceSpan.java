package doppel.bindings.cuda;

import java.util.Objects;

/**
 * A stretch of a card's memory; owns nothing.
 *
 * @param address as kernels see it
 * @param bytes its size
 */
public record DeviceSpan(long address, long bytes) {
    public DeviceSpan {
        if (bytes < 0) throw new IllegalArgumentException("device span: " + bytes + " bytes");
    }

    /**
     * A part of it.
     *
     * @throws IndexOutOfBoundsException if the part is not wholly inside
     */
    public DeviceSpan slice(long offset, long bytes) {
        Objects.checkFromIndexSize(offset, bytes, this.bytes);
        return new DeviceSpan(address + offset, bytes);
    }

    @Override
    public String toString() {
        return "0x%x+%d".formatted(address, bytes);
    }
}
