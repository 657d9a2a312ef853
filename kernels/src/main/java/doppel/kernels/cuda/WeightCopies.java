package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Weights rounded to bf16, for products that take bf16: the optimizer writes both at once, so that no step rounds them
 * again at each use. A copy is made when its weight is first updated, and kept in step with it by whoever else writes
 * weights: {@link CudaMemory}.
 */
final class WeightCopies implements CudaMemory.Watcher {
    private final Memory memory;
    private final LaunchedElementwise elementwise;
    private final TreeMap<Long, Pair> byAddress = new TreeMap<>();

    private record Pair(Buffer weight, Buffer copy) {
        boolean covers(long address) {
            long first = weight.segment().address();
            return address >= first && address < first + weight.bytes();
        }
    }

    WeightCopies(Launcher launcher, Memory memory) {
        this.memory = memory;
        elementwise = new LaunchedElementwise(launcher);
    }

    /** Where the optimizer should write the new values of an f32 weight as well, or null: biases are never rounded. */
    @Nullable Buffer toUpdate(Buffer weight) {
        if (weight.shape().rank() < 2) return null;
        long address = weight.segment().address();
        Pair known = byAddress.get(address);
        if (known == null) {
            known = new Pair(weight, memory.allocate(weight.shape(), DType.BF16));
            byAddress.put(address, known);
        }
        return known.copy;
    }

    /** The rounded values of a weight, or null if it is none that was updated. */
    @Nullable Buffer find(Buffer weight) {
        Pair known = byAddress.get(weight.segment().address());
        if (known == null || weight.dtype() != DType.F32 || known.weight.elements() != weight.elements()) return null;
        return known.copy.as(weight.shape());
    }

    @Override
    public void written(long address) {
        Map.@Nullable Entry<Long, Pair> before = byAddress.floorEntry(address);
        if (before == null || !before.getValue().covers(address)) return;
        elementwise.cast(before.getValue().weight, before.getValue().copy);
    }

    @Override
    public void released(long address) {
        Pair known = byAddress.remove(address);
        if (known != null) memory.release(known.copy);
    }
}
