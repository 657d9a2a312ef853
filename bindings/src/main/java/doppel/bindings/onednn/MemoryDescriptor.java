package doppel.bindings.onednn;

import doppel.bindings.gen.onednn.onednn_h;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Type, logical sizes and memory layout of a tensor. */
public final class MemoryDescriptor {
    private final MemorySegment handle;

    private MemoryDescriptor(MemorySegment handle) {
        this.handle = handle;
    }

    /**
     * A layout given by the distance of neighbours along each axis, in elements.
     *
     * @param sizes logical sizes, at most 12
     * @param strides as many
     */
    public static MemoryDescriptor of(Arena owner, DataType type, long[] sizes, long[] strides) {
        if (sizes.length != strides.length) {
            throw new IllegalArgumentException("memory descriptor: sizes %s with strides %s"
                    .formatted(Arrays.toString(sizes), Arrays.toString(strides)));
        }
        return owned(owner, OnednnCalls.createMemoryDescriptorWithStrides(sizes, type.code(), strides));
    }

    /** The layout in which the last logical axis is contiguous. */
    public static MemoryDescriptor dense(Arena owner, DataType type, long... sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, sizes[axis]);
        }
        return of(owner, type, sizes, strides);
    }

    /** Logical {@code [n, c, h, w]}, stored with the channels last. */
    public static MemoryDescriptor channelsLast(Arena owner, DataType type, long n, long c, long h, long w) {
        return of(owner, type, new long[] {n, c, h, w}, new long[] {h * w * c, 1, w * c, c});
    }

    /** A layout left to the primitive that is made from it; see {@link PrimitiveDescriptor#argument}. */
    public static MemoryDescriptor any(Arena owner, DataType type, long... sizes) {
        return owned(
                owner, OnednnCalls.createMemoryDescriptorWithTag(sizes, type.code(), onednn_h.dnnl_format_tag_any()));
    }

    /** One that belongs to another native object. */
    static MemoryDescriptor borrowed(MemorySegment handle) {
        return new MemoryDescriptor(handle);
    }

    private static MemoryDescriptor owned(Arena owner, MemorySegment raw) {
        String text = new MemoryDescriptor(raw).toString();
        return new MemoryDescriptor(
                Owned.by(owner, raw, "onednn memory descriptor", text, OnednnCalls::destroyMemoryDescriptor));
    }

    /** Bytes that a buffer in this layout needs, padding of blocked layouts included; 0 if it is empty. */
    public long bytes() {
        return OnednnCalls.sizeOfMemoryDescriptor(handle);
    }

    /** Type of an element. */
    public DataType type() {
        return DataType.of(OnednnCalls.queryMemoryDescriptorInt(handle, onednn_h.dnnl_query_data_type()));
    }

    /** Logical sizes. */
    public long[] sizes() {
        int axes = OnednnCalls.queryMemoryDescriptorInt(handle, onednn_h.dnnl_query_ndims_s32());
        return OnednnCalls.queryMemoryDescriptorAxes(handle, onednn_h.dnnl_query_dims(), axes);
    }

    /**
     * A block of a layout.
     *
     * @param axis that it cuts
     * @param size of the block, in elements along that axis
     */
    public record Block(int axis, long size) {}

    /** The blocks that elements lie in, the innermost last; none in a layout that strides alone describe. */
    public List<Block> blocks() {
        int count = OnednnCalls.queryMemoryDescriptorInt(handle, onednn_h.dnnl_query_inner_nblks_s32());
        long[] axes = OnednnCalls.queryMemoryDescriptorAxes(handle, onednn_h.dnnl_query_inner_idxs(), count);
        long[] sizes = OnednnCalls.queryMemoryDescriptorAxes(handle, onednn_h.dnnl_query_inner_blks(), count);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) blocks.add(new Block(Math.toIntExact(axes[i]), sizes[i]));
        return blocks;
    }

    /** The distance of neighbours along each axis, in elements; of neighbouring blocks along an axis that has some. */
    public long[] strides() {
        int axes = OnednnCalls.queryMemoryDescriptorInt(handle, onednn_h.dnnl_query_ndims_s32());
        return OnednnCalls.queryMemoryDescriptorAxes(handle, onednn_h.dnnl_query_strides(), axes);
    }

    /** Whether type, sizes and layout are the same, so that no reorder is needed. */
    public boolean sameAs(MemoryDescriptor other) {
        return OnednnCalls.memoryDescriptorsEqual(handle, other.handle);
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return type() + " " + Arrays.toString(sizes());
    }
}
