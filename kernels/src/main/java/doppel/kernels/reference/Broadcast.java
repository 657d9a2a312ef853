package doppel.kernels.reference;

import doppel.kernels.Shape;

/** Where an element of a large shape comes from in a smaller one that is stretched to it. */
final class Broadcast {
    private Broadcast() {}

    /**
     * Storage index in {@code small} of the element that stands at storage index {@code i} of {@code large}: axes are
     * aligned at the last one; along those where small has size 1, or which it lacks, its index is 0.
     */
    static int indexOf(int i, Shape large, Shape small) {
        int index = 0;
        int stride = 1;
        for (int axis = 1; axis <= small.rank(); axis++) {
            int at = i % large.size(-axis);
            i /= large.size(-axis);
            if (small.size(-axis) > 1) index += at * stride;
            stride *= small.size(-axis);
        }
        return index;
    }
}
