package doppel.kernels.cuda;

import doppel.bindings.cuda.CudaGraph;
import doppel.bindings.cuda.CudaGraphExec;
import doppel.bindings.cuda.CudaStream;
import doppel.kernels.Program;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work as a graph of the driver. The first run compiles kernels and builds plans; the second notes what is allocated;
 * the third records the graph, with all that is allocated at fixed places of one block, and from then on a run is one
 * launch.
 */
final class CudaProgram implements Program {
    private static final long ALIGNMENT = 512;

    private final CudaSession session;
    private final CudaMemory memory;
    private final String name;
    private final Runnable work;
    private final Arena owner = Arena.ofShared();
    private int runs;
    private List<MemoryPlan.Span> spans = List.of();
    private CudaMemory.@Nullable Block block;
    private @Nullable CudaGraphExec graph;

    CudaProgram(CudaSession session, CudaMemory memory, String name, Runnable work) {
        this.session = session;
        this.memory = memory;
        this.name = name;
        this.work = work;
    }

    @Override
    public void run() {
        if (!owner.scope().isAlive()) throw new IllegalStateException("program " + name + ": closed");
        runs++;
        if (runs == 1) work.run();
        else if (runs == 2) spans = memory.traced(work);
        else recorded().launch(session.stream());
    }

    private CudaGraphExec recorded() {
        CudaGraphExec known = graph;
        if (known != null) return known;
        MemoryPlan plan = MemoryPlan.of(spans, ALIGNMENT);
        CudaMemory.Block place = block;
        if (place == null) place = memory.reserve(plan.bytes(), name + " of " + spans.size() + " buffers");
        block = place;
        var places = new PlannedMemory(plan, place.span());
        CudaGraphExec made = capture(() -> memory.planned(places, work)).instantiate(owner);
        made.upload(session.stream());
        graph = made;
        return made;
    }

    private CudaGraph capture(Runnable recording) {
        CudaStream stream = session.beginCapture();
        try {
            recording.run();
        } catch (RuntimeException | Error e) {
            abandon(e);
            throw e;
        }
        session.endCapture();
        return stream.endCapture(owner);
    }

    /** A stream whose capture is not ended can do nothing else. */
    private void abandon(Throwable reason) {
        session.endCapture();
        try (Arena once = Arena.ofShared()) {
            session.stream().endCapture(once);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        if (!owner.scope().isAlive()) return;
        session.stream().synchronize();
        owner.close();
        if (block != null) memory.giveBack(block);
    }
}
