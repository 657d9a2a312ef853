package doppel.tensor;

import doppel.kernels.Buffer;
import doppel.kernels.Memory;

/** Device memory that several tensors may look at; it goes back to the pool with the last of them. */
final class Storage {
    private final Memory memory;
    private final Buffer buffer;
    private int holders = 1;

    Storage(Memory memory, Buffer buffer) {
        this.memory = memory;
        this.buffer = buffer;
    }

    Storage retain() {
        holders++;
        return this;
    }

    void release() {
        holders--;
        if (holders == 0) memory.release(buffer);
    }
}
