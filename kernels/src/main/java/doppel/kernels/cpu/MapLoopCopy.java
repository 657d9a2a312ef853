package doppel.kernels.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/** The code of {@link MapLoop}, for {@link LoopCopy}. */
final class MapLoopCopy implements MapLoop {
    private static final Storage STORAGE = LoopCopy.storage(MethodHandles.lookup());
    private static final Function F = LoopCopy.function(MethodHandles.lookup(), Function.class);

    @Override
    public void run(MemorySegment x, float p, float q, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) STORAGE.store(F.at(STORAGE.load(x, i), p, q), y, i);
        if (i < n) {
            var mask = Lanes.rest(i, n);
            STORAGE.store(F.at(STORAGE.load(x, i, mask), p, q), y, i, mask);
        }
    }
}
