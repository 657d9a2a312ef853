package doppel.bindings.cudnn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks cuDNN which engines compute a graph. */
public final class PlanSearch {
    private static final int MOST_NOTES = 16;

    private PlanSearch() {}

    /** By which reckoning engines are proposed. */
    public enum Heuristic {
        /** Estimates of their time, best first. */
        BEST(cudnn_h.CUDNN_HEUR_MODE_A()),
        /** Those that work where no better does. */
        FALLBACK(cudnn_h.CUDNN_HEUR_MODE_FALLBACK());

        private final int code;

        Heuristic(int code) {
            this.code = code;
        }
    }

    /**
     * The engines proposed, best first; none if cuDNN has none, or lacks the driver that those need which compile while
     * running.
     *
     * @param owner its closing ends the configurations; plans made of them have their own
     * @throws CudnnException if the graph itself is refused
     */
    public static List<EngineConfig> engines(
            Arena owner, OperationGraph graph, CudnnTarget target, Heuristic heuristic) {
        if (target instanceof DeviceProperties && !Cudnn.load().isDevicelessPossible()) {
            throw new IllegalArgumentException("cudnn: plans for a described card need 9.8 or newer, got "
                    + Cudnn.load().versionText());
        }
        var tree = new DescriptorTree(owner);
        DescSpec search = new DescSpec("engines of " + graph.name(), cudnn_h.CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR())
                .part(
                        "graph",
                        cudnn_h.CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH(),
                        TargetSpecs.graph(target, OperationSpecs.of(graph)))
                .choice("mode", cudnn_h.CUDNN_ATTR_ENGINEHEUR_MODE(), cudnn_h.CUDNN_TYPE_HEUR_MODE(), heuristic.code);
        MemorySegment made = tree.make(TargetSpecs.heuristic(target, search));
        List<EngineConfig> engines = new ArrayList<>();
        for (MemorySegment config : results(tree, made, search.name())) {
            engines.add(describe(config, graph, target));
        }
        return List.copyOf(engines);
    }

    /** cuDNN fills descriptors made beforehand. */
    private static List<MemorySegment> results(DescriptorTree tree, MemorySegment search, String path) {
        int attribute = cudnn_h.CUDNN_ATTR_ENGINEHEUR_RESULTS();
        int type = cudnn_h.CUDNN_TYPE_BACKEND_DESCRIPTOR();
        long room = CudnnCalls.getAttribute(search, attribute, type, 0, MemorySegment.NULL, path);
        if (room == 0) return List.of();
        List<MemorySegment> configs = new ArrayList<>();
        try (Arena call = Arena.ofConfined()) {
            MemorySegment array = call.allocate(ADDRESS, room);
            for (int i = 0; i < room; i++) {
                configs.add(tree.empty("engine config", cudnn_h.CUDNN_BACKEND_ENGINECFG_DESCRIPTOR()));
                array.setAtIndex(ADDRESS, i, configs.getLast());
            }
            long count = CudnnCalls.getAttribute(search, attribute, type, room, array, path);
            return configs.subList(0, Math.toIntExact(Math.min(count, room)));
        }
    }

    private static EngineConfig describe(MemorySegment config, OperationGraph graph, CudnnTarget target) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment engine = new DescriptorTree(call).empty("engine", cudnn_h.CUDNN_BACKEND_ENGINE_DESCRIPTOR());
            CudnnCalls.getAttribute(
                    config,
                    cudnn_h.CUDNN_ATTR_ENGINECFG_ENGINE(),
                    cudnn_h.CUDNN_TYPE_BACKEND_DESCRIPTOR(),
                    1,
                    call.allocateFrom(ADDRESS, engine),
                    "engine of a config");
            MemorySegment index = call.allocate(JAVA_LONG);
            CudnnCalls.getAttribute(
                    engine,
                    cudnn_h.CUDNN_ATTR_ENGINE_GLOBAL_INDEX(),
                    cudnn_h.CUDNN_TYPE_INT64(),
                    1,
                    index,
                    "number of an engine");
            int[] numerical =
                    notes(engine, cudnn_h.CUDNN_ATTR_ENGINE_NUMERICAL_NOTE(), cudnn_h.CUDNN_TYPE_NUMERICAL_NOTE());
            int[] behaviour =
                    notes(engine, cudnn_h.CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE(), cudnn_h.CUDNN_TYPE_BEHAVIOR_NOTE());
            return new EngineConfig(
                    config, graph, target, index.get(JAVA_LONG, 0), EngineNote.of(numerical, behaviour));
        }
    }

    private static int[] notes(MemorySegment engine, int attribute, int type) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_INT, MOST_NOTES);
            long count = CudnnCalls.getAttribute(engine, attribute, type, MOST_NOTES, out, "notes of an engine");
            return Arrays.copyOf(out.toArray(JAVA_INT), Math.toIntExact(Math.min(count, MOST_NOTES)));
        }
    }
}
