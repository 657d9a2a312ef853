package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.util.Arrays;

/** What flows between operations of a graph; one object is one tensor. */
public final class CudnnTensor {
    private static final int ALIGNMENT = 16;

    private final long id;
    private final CudnnType type;
    private final long[] sizes;
    private final boolean virtual;
    private final DescSpec spec;

    private CudnnTensor(long id, CudnnType type, long[] sizes, long[] strides, boolean virtual) {
        if (sizes.length != strides.length) {
            throw new IllegalArgumentException("cudnn tensor %d: sizes %s with strides %s"
                    .formatted(id, Arrays.toString(sizes), Arrays.toString(strides)));
        }
        this.id = id;
        this.type = type;
        this.sizes = sizes.clone();
        this.virtual = virtual;
        spec = new DescSpec("tensor " + id, cudnn_h.CUDNN_BACKEND_TENSOR_DESCRIPTOR())
                .longs("id", cudnn_h.CUDNN_ATTR_TENSOR_UNIQUE_ID(), id)
                .type("type", cudnn_h.CUDNN_ATTR_TENSOR_DATA_TYPE(), type)
                .longs("sizes", cudnn_h.CUDNN_ATTR_TENSOR_DIMENSIONS(), sizes)
                .longs("strides", cudnn_h.CUDNN_ATTR_TENSOR_STRIDES(), strides)
                .longs("alignment", cudnn_h.CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT(), ALIGNMENT)
                .flag("virtual", cudnn_h.CUDNN_ATTR_TENSOR_IS_VIRTUAL(), virtual);
    }

    /**
     * A tensor in memory of any layout.
     *
     * @param id of no other tensor of the graph
     * @param sizes {@code [n, c, h, w]}
     * @param strides distances of neighbours along each, in elements
     */
    public static CudnnTensor of(long id, CudnnType type, long[] sizes, long[] strides) {
        return new CudnnTensor(id, type, sizes, strides, false);
    }

    /** A tensor in memory, {@code [n, c, h, w]}, stored with the channels last. */
    public static CudnnTensor channelsLast(long id, CudnnType type, long n, long c, long h, long w) {
        return new CudnnTensor(id, type, new long[] {n, c, h, w}, strides(c, h, w), false);
    }

    /** Weights {@code [k, c, r, s]}, stored as {@code [k, r, s, c]}; c are the channels of one group. */
    public static CudnnTensor weights(long id, CudnnType type, long k, long c, long r, long s) {
        return channelsLast(id, type, k, c, r, s);
    }

    /** One value per channel, {@code [1, c, 1, 1]}. */
    public static CudnnTensor perChannel(long id, CudnnType type, long c) {
        return new CudnnTensor(id, type, new long[] {1, c, 1, 1}, new long[] {c, 1, c, c}, false);
    }

    /** Like another one, but between operations of the graph alone and never in memory; in f32. */
    public static CudnnTensor between(long id, CudnnTensor like) {
        return new CudnnTensor(
                id, CudnnType.F32, like.sizes, strides(like.sizes[1], like.sizes[2], like.sizes[3]), true);
    }

    private static long[] strides(long c, long h, long w) {
        return new long[] {c * h * w, 1, w * c, c};
    }

    /** Its number in the graph. */
    public long id() {
        return id;
    }

    /** Type of its elements. */
    public CudnnType type() {
        return type;
    }

    /** {@code [n, c, h, w]}. */
    public long[] sizes() {
        return sizes.clone();
    }

    /** Whether it is never in memory, so that a run needs no address for it. */
    public boolean isVirtual() {
        return virtual;
    }

    DescSpec spec() {
        return spec;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(sizes);
    }
}
