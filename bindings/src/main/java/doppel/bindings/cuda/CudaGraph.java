package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Work recorded from a stream, to be instantiated. */
public final class CudaGraph {
    private final CudaContext context;
    private final MemorySegment handle;
    private final String name;

    /** What a node of a graph does. */
    public enum Node {
        KERNEL,
        COPY,
        FILL,
        EMPTY,
        /** Host functions, events, allocations, graphs in graphs: a training step has none of them. */
        OTHER;

        private static Node of(int type) {
            if (type == cuda_h.CU_GRAPH_NODE_TYPE_KERNEL()) return KERNEL;
            if (type == cuda_h.CU_GRAPH_NODE_TYPE_MEMCPY()) return COPY;
            if (type == cuda_h.CU_GRAPH_NODE_TYPE_MEMSET()) return FILL;
            if (type == cuda_h.CU_GRAPH_NODE_TYPE_EMPTY()) return EMPTY;
            return OTHER;
        }
    }

    CudaGraph(Arena owner, CudaContext context, MemorySegment raw, String name) {
        this.context = context;
        this.name = name;
        handle = context.own(owner, raw, "cuda graph", name, GraphCalls::destroyGraph);
    }

    /** How many nodes of which kind were recorded. */
    public Map<Node, Integer> nodes() {
        Map<Node, Integer> counts = new EnumMap<>(Node.class);
        for (MemorySegment node : GraphCalls.nodes(handle)) {
            counts.merge(Node.of(GraphCalls.nodeType(node)), 1, Integer::sum);
        }
        return counts;
    }

    /** Writes it as a picture in the language of Graphviz. */
    public void writeDot(Path file) {
        GraphCalls.printDot(handle, file.toAbsolutePath().toString(), 0);
    }

    /** Makes it ready to run. */
    public CudaGraphExec instantiate(Arena owner) {
        return new CudaGraphExec(owner, context, GraphCalls.instantiate(handle), name);
    }

    MemorySegment handle() {
        return handle;
    }
}
