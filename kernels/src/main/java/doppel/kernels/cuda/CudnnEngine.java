package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnHandle;
import doppel.bindings.cudnn.VariantPack;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Convolutions by cuDNN's plans on the stream of a session. The library is opened by the first request. */
final class CudnnEngine implements ConvEngine {
    /** Sets of addresses that a plan's packs are kept for; a step that runs again allocates in the same order. */
    private static final int MOST_PACKS = 16;

    private final CudaSession session;
    private final Memory memory;
    private final boolean tf32;
    private final DiskCache cache;
    private final String card;
    private final Map<ConvSite, Optional<Run>> known = new HashMap<>();
    private @Nullable Library library;

    private record Library(CudnnHandle handle, ConvPlans plans) {}

    private record Addresses(long x, long w, long y, long workspace) {}

    /**
     * @param tf32 whether factors of f32 may be rounded to tf32
     * @param card what tells the card and its driver from others, for plans on disk
     */
    CudnnEngine(CudaSession session, Memory memory, boolean tf32, DiskCache cache, String card) {
        this.session = session;
        this.memory = memory;
        this.tf32 = tf32;
        this.cache = cache;
        this.card = card;
    }

    @Override
    public Optional<Run> find(ConvSite site) {
        Optional<Run> found = known.get(site);
        if (found == null) {
            found = library().plans.find(site).map(PlannedRun::new);
            known.put(site, found);
        }
        return found;
    }

    private Library library() {
        Library opened = library;
        if (opened != null) return opened;
        var handle = new CudnnHandle(session.owner(), session.stream());
        opened = new Library(handle, new ConvPlans(session.owner(), handle, tf32, card, cache));
        library = opened;
        return opened;
    }

    /** A plan with the packs of addresses that it was run with: cuDNN's packs cannot be changed once they are finished. */
    private final class PlannedRun implements Run {
        private final ConvPlans.Planned planned;
        private final int workspaceBytes;
        private final Map<Addresses, VariantPack> packs = new HashMap<>();

        PlannedRun(ConvPlans.Planned planned) {
            this.planned = planned;
            workspaceBytes = Math.toIntExact(planned.plan().workspaceBytes());
        }

        @Override
        public void run(Buffer x, Buffer w, Buffer y) {
            Buffer workspace = workspaceBytes == 0 ? null : memory.allocate(new Shape(workspaceBytes), DType.U8);
            var addresses =
                    new Addresses(address(x), address(w), address(y), workspace == null ? 0 : address(workspace));
            session.stream(); // bound to this thread
            VariantPack pack = packs.get(addresses);
            if (pack != null) {
                execute(pack);
            } else if (packs.size() < MOST_PACKS) {
                pack = pack(session.owner(), addresses);
                packs.put(addresses, pack);
                execute(pack);
            } else {
                try (Arena call = Arena.ofConfined()) {
                    execute(pack(call, addresses));
                }
            }
            if (workspace != null) memory.release(workspace);
        }

        private void execute(VariantPack pack) {
            planned.plan().execute(library().handle, pack);
        }

        private VariantPack pack(Arena owner, Addresses addresses) {
            ConvSite.Graph graph = planned.graph();
            return new VariantPack(
                    owner,
                    graph.operations(),
                    Map.of(graph.x(), addresses.x, graph.w(), addresses.w, graph.y(), addresses.y),
                    addresses.workspace);
        }

        private static long address(Buffer buffer) {
            return buffer.segment().address();
        }
    }
}
