package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** Where the tensors of a graph lie; made once for each place from which a plan is run. */
public final class VariantPack {
    private final MemorySegment handle;

    /**
     * An address for each tensor in memory, and one for the plan to work at.
     *
     * @param addresses by tensor, aligned to 16 bytes
     * @param workspace at least as many bytes as the plan asks for; 0 if it asks for none
     */
    public VariantPack(Arena owner, OperationGraph graph, Map<CudnnTensor, Long> addresses, long workspace) {
        List<CudnnTensor> tensors = graph.tensorsInMemory();
        long[] ids = new long[tensors.size()];
        long[] pointers = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            Long address = addresses.get(tensors.get(i));
            if (address == null) {
                throw new IllegalArgumentException("cudnn graph %s: no address for tensor %d"
                        .formatted(graph.name(), tensors.get(i).id()));
            }
            ids[i] = tensors.get(i).id();
            pointers[i] = address;
        }
        DescSpec pack = new DescSpec("addresses of " + graph.name(), cudnn_h.CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR())
                .longs("tensors", cudnn_h.CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS(), ids)
                .pointers("addresses", cudnn_h.CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS(), pointers);
        if (workspace != 0) pack.pointers("workspace", cudnn_h.CUDNN_ATTR_VARIANT_PACK_WORKSPACE(), workspace);
        handle = new DescriptorTree(owner).make(pack);
    }

    MemorySegment handle() {
        return handle;
    }
}
