package doppel.bindings.onednn;

import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The CPU with one stream, on which calls run one after the other and are done when they return. */
public final class OnednnEngine {
    private final MemorySegment engine;
    private final MemorySegment stream;

    /**
     * @param owner its closing destroys both
     * @throws doppel.bindings.lifetime.NativeException if the library cannot be loaded
     */
    public OnednnEngine(Arena owner) {
        Onednn.load();
        engine = Owned.by(owner, OnednnCalls.createEngine(), "onednn engine", "cpu", OnednnCalls::destroyEngine);
        stream = Owned.by(owner, OnednnCalls.createStream(engine), "onednn stream", "cpu", OnednnCalls::destroyStream);
    }

    /** Waits for the stream; results may be read afterwards. */
    public void synchronize() {
        OnednnCalls.waitForStream(stream);
    }

    MemorySegment handle() {
        return engine;
    }

    MemorySegment stream() {
        return stream;
    }
}
