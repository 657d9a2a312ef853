package doppel.kernels.cuda;

import doppel.bindings.cuda.CudaEvent;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cudnn.CudnnException;
import doppel.bindings.cudnn.CudnnHandle;
import doppel.bindings.cudnn.CudnnPlan;
import doppel.bindings.cudnn.CudnnTensor;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.VariantPack;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.RandomKernels;
import doppel.kernels.Shape;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Convolutions by cuDNN's plans on the stream of a session. The library is opened by the first request. */
final class CudnnEngine implements ConvEngine {
    /** {@code true} to measure plans that nothing is known of, which takes seconds once; see {@link ConvPlans}. */
    static final String TUNE_PROPERTY = "doppel.cuda.tune";

    private static final int TIMED_RUNS = 10;

    /** Sets of addresses that a plan's packs are kept for; a step that runs again allocates in the same order. */
    private static final int MOST_PACKS = 16;

    private final CudaSession session;
    private final Memory memory;
    private final RandomKernels random;
    private final boolean tf32;
    private final DiskCache cache;
    private final String card;
    private final Map<ConvSite, Optional<Run>> known = new HashMap<>();
    private @Nullable Library library;

    private record Library(CudnnHandle handle, ConvPlans plans) {}

    /** 0 where there is none. */
    private record Addresses(long x, long w, long y, long bias, long residual, long workspace) {
        static Addresses of(
                Buffer x,
                Buffer w,
                Buffer y,
                @Nullable Buffer bias,
                @Nullable Buffer residual,
                @Nullable Buffer workspace) {
            return new Addresses(
                    address(x), address(w), address(y), address(bias), address(residual), address(workspace));
        }

        private static long address(@Nullable Buffer buffer) {
            return buffer == null ? 0 : buffer.segment().address();
        }
    }

    /**
     * @param tf32 whether factors of f32 may be rounded to tf32
     * @param card what tells the card and its driver from others, for plans on disk
     */
    CudnnEngine(CudaSession session, Launcher launcher, Memory memory, boolean tf32, DiskCache cache, String card) {
        this.session = session;
        random = new LaunchedRandom(launcher);
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
        PlanClock clock =
                Boolean.getBoolean(TUNE_PROPERTY) ? (site, graph, plan) -> millis(handle, site, graph, plan) : null;
        opened = new Library(handle, new ConvPlans(session.owner(), handle, tf32, card, cache, clock));
        library = opened;
        return opened;
    }

    /** On random values: zeros would be multiplied faster. */
    private double millis(CudnnHandle handle, ConvSite site, ConvSite.Graph graph, CudnnPlan plan) {
        DType type = site.type() == CudnnType.BF16 ? DType.BF16 : DType.F32;
        Buffer x = drawn(site.x(), type, 1);
        Buffer w = drawn(site.w(), type, 2);
        Buffer y = drawn(site.y(), type, 3);
        Buffer bias = graph.bias() == null ? null : drawn(new Shape(site.y().size(3)), DType.F32, 4);
        Buffer residual = graph.residual() == null ? null : drawn(site.y(), type, 5);
        Buffer workspace = workspace(plan);
        try (Arena trial = Arena.ofShared()) {
            VariantPack pack = pack(trial, graph, Addresses.of(x, w, y, bias, residual, workspace));
            CudaStream stream = session.stream();
            var start = new CudaEvent(trial, session.context(), true);
            var end = new CudaEvent(trial, session.context(), true);
            double[] millis = new double[TIMED_RUNS];
            plan.execute(handle, pack); // loads the kernel
            for (int i = 0; i < millis.length; i++) {
                start.record(stream);
                plan.execute(handle, pack);
                end.record(stream);
                end.synchronize();
                millis[i] = end.millisSince(start);
            }
            Arrays.sort(millis);
            return millis[millis.length / 2];
        } catch (CudnnException e) {
            return Double.POSITIVE_INFINITY; // it was built and will not run: not this one
        } finally {
            for (Buffer buffer : new @Nullable Buffer[] {x, w, y, bias, residual, workspace}) {
                if (buffer != null) memory.release(buffer);
            }
        }
    }

    private Buffer drawn(Shape shape, DType type, int stream) {
        Buffer buffer = memory.allocate(shape, type);
        random.normal(1, stream, 0, 1, buffer);
        return buffer;
    }

    private @Nullable Buffer workspace(CudnnPlan plan) {
        int bytes = Math.toIntExact(plan.workspaceBytes());
        return bytes == 0 ? null : memory.allocate(new Shape(bytes), DType.U8);
    }

    private static VariantPack pack(Arena owner, ConvSite.Graph graph, Addresses at) {
        Map<CudnnTensor, Long> addresses = new HashMap<>();
        addresses.put(graph.x(), at.x);
        addresses.put(graph.w(), at.w);
        addresses.put(graph.y(), at.y);
        if (graph.bias() != null) addresses.put(graph.bias(), at.bias);
        if (graph.residual() != null) addresses.put(graph.residual(), at.residual);
        return new VariantPack(owner, graph.operations(), addresses, at.workspace);
    }

    /**
     * A plan with the packs of addresses that it was run with: cuDNN's packs cannot be changed once they are finished.
     */
    private final class PlannedRun implements Run {
        private final ConvPlans.Planned planned;
        private final Map<Addresses, VariantPack> packs = new HashMap<>();

        PlannedRun(ConvPlans.Planned planned) {
            this.planned = planned;
        }

        @Override
        public void run(Buffer x, Buffer w, Buffer y, @Nullable Buffer bias, @Nullable Buffer residual) {
            Buffer workspace = workspace(planned.plan());
            var addresses = Addresses.of(x, w, y, bias, residual, workspace);
            session.stream(); // bound to this thread
            VariantPack pack = packs.get(addresses);
            if (pack != null) {
                execute(pack);
            } else if (packs.size() < MOST_PACKS) {
                pack = pack(session.owner(), planned.graph(), addresses);
                packs.put(addresses, pack);
                execute(pack);
            } else {
                try (Arena call = Arena.ofConfined()) {
                    execute(pack(call, planned.graph(), addresses));
                }
            }
            if (workspace != null) memory.release(workspace);
        }

        private void execute(VariantPack pack) {
            planned.plan().execute(library().handle, pack);
        }
    }
}
