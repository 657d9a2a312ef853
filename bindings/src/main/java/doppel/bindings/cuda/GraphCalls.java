package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cuda.CUgraphExecUpdateResultInfo_st;
import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One method per C function we use for capture and graphs, as in {@link CudaCalls}. */
final class GraphCalls {
    private GraphCalls() {}

    static void beginCapture(MemorySegment stream, int mode) {
        CudaCalls.check(cuda_h.cuStreamBeginCapture_v2(stream, mode), "cuStreamBeginCapture_v2");
    }

    static MemorySegment endCapture(MemorySegment stream) {
        return CudaCalls.created("cuStreamEndCapture", out -> cuda_h.cuStreamEndCapture(stream, out));
    }

    static int captureStatus(MemorySegment stream) {
        return CudaCalls.readInt("cuStreamIsCapturing", out -> cuda_h.cuStreamIsCapturing(stream, out));
    }

    static void destroyGraph(MemorySegment graph) {
        CudaCalls.check(cuda_h.cuGraphDestroy(graph), "cuGraphDestroy");
    }

    static MemorySegment[] nodes(MemorySegment graph) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment count = call.allocate(JAVA_LONG);
            CudaCalls.check(cuda_h.cuGraphGetNodes(graph, MemorySegment.NULL, count), "cuGraphGetNodes");
            MemorySegment array = call.allocate(ADDRESS, Math.max(1, count.get(JAVA_LONG, 0)));
            CudaCalls.check(cuda_h.cuGraphGetNodes(graph, array, count), "cuGraphGetNodes");
            MemorySegment[] nodes = new MemorySegment[Math.toIntExact(count.get(JAVA_LONG, 0))];
            for (int i = 0; i < nodes.length; i++) nodes[i] = array.getAtIndex(ADDRESS, i);
            return nodes;
        }
    }

    static int nodeType(MemorySegment node) {
        return CudaCalls.readInt("cuGraphNodeGetType", out -> cuda_h.cuGraphNodeGetType(node, out));
    }

    static void printDot(MemorySegment graph, String file, int flags) {
        try (Arena call = Arena.ofConfined()) {
            CudaCalls.check(
                    cuda_h.cuGraphDebugDotPrint(graph, call.allocateFrom(file), flags), "cuGraphDebugDotPrint " + file);
        }
    }

    static MemorySegment instantiate(MemorySegment graph) {
        return CudaCalls.created(
                "cuGraphInstantiateWithFlags", out -> cuda_h.cuGraphInstantiateWithFlags(out, graph, 0));
    }

    static void upload(MemorySegment exec, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuGraphUpload(exec, stream), "cuGraphUpload");
    }

    static void launch(MemorySegment exec, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuGraphLaunch(exec, stream), "cuGraphLaunch");
    }

    /** Whether the new graph fitted; if not, the old one stays. */
    static boolean update(MemorySegment exec, MemorySegment graph) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment info = CUgraphExecUpdateResultInfo_st.allocate(call);
            int code = cuda_h.cuGraphExecUpdate_v2(exec, graph, info);
            if (code == cuda_h.CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE()) return false;
            CudaCalls.check(code, "cuGraphExecUpdate_v2");
            return true;
        }
    }

    static void destroyExec(MemorySegment exec) {
        CudaCalls.check(cuda_h.cuGraphExecDestroy(exec), "cuGraphExecDestroy");
    }
}
