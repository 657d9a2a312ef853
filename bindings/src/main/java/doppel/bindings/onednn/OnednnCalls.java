package doppel.bindings.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.onednn.dnnl_exec_arg_t;
import doppel.bindings.gen.onednn.dnnl_version_t;
import doppel.bindings.gen.onednn.onednn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/**
 * One method per C function we use, but for those of {@link DescriptorCalls}: same order of arguments, no status, no
 * ownership. Whoever receives a handle must destroy it.
 */
final class OnednnCalls {
    private OnednnCalls() {}

    static MemorySegment createEngine() {
        return created("dnnl_engine_create", out -> onednn_h.dnnl_engine_create(out, onednn_h.dnnl_cpu(), 0));
    }

    static void destroyEngine(MemorySegment engine) {
        check(onednn_h.dnnl_engine_destroy(engine), "dnnl_engine_destroy");
    }

    static MemorySegment createStream(MemorySegment engine) {
        int flags = onednn_h.dnnl_stream_default_flags();
        return created("dnnl_stream_create", out -> onednn_h.dnnl_stream_create(out, engine, flags));
    }

    static void waitForStream(MemorySegment stream) {
        check(onednn_h.dnnl_stream_wait(stream), "dnnl_stream_wait");
    }

    static void destroyStream(MemorySegment stream) {
        check(onednn_h.dnnl_stream_destroy(stream), "dnnl_stream_destroy");
    }

    static MemorySegment createMemoryDescriptorWithStrides(long[] sizes, int type, long[] strides) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment dims = call.allocateFrom(JAVA_LONG, sizes);
            MemorySegment steps = call.allocateFrom(JAVA_LONG, strides);
            return created(
                    "dnnl_memory_desc_create_with_strides",
                    out -> onednn_h.dnnl_memory_desc_create_with_strides(out, sizes.length, dims, type, steps));
        }
    }

    static MemorySegment createMemoryDescriptorWithTag(long[] sizes, int type, int tag) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment dims = call.allocateFrom(JAVA_LONG, sizes);
            return created(
                    "dnnl_memory_desc_create_with_tag",
                    out -> onednn_h.dnnl_memory_desc_create_with_tag(out, sizes.length, dims, type, tag));
        }
    }

    static long sizeOfMemoryDescriptor(MemorySegment descriptor) {
        return onednn_h.dnnl_memory_desc_get_size(descriptor);
    }

    static boolean memoryDescriptorsEqual(MemorySegment a, MemorySegment b) {
        return onednn_h.dnnl_memory_desc_equal(a, b) != 0;
    }

    /** An int-sized property: the number of axes, the data type. */
    static int queryMemoryDescriptorInt(MemorySegment descriptor, int what) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_INT);
            check(onednn_h.dnnl_memory_desc_query(descriptor, what, out), "dnnl_memory_desc_query");
            return out.get(JAVA_INT, 0);
        }
    }

    /** A property with one number per axis: the sizes, the strides. */
    @SuppressWarnings("restricted") // reinterpret: the array lies inside the descriptor
    static long[] queryMemoryDescriptorAxes(MemorySegment descriptor, int what, int axes) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            check(onednn_h.dnnl_memory_desc_query(descriptor, what, out), "dnnl_memory_desc_query");
            return out.get(ADDRESS, 0).reinterpret(axes * JAVA_LONG.byteSize()).toArray(JAVA_LONG);
        }
    }

    static void destroyMemoryDescriptor(MemorySegment descriptor) {
        check(onednn_h.dnnl_memory_desc_destroy(descriptor), "dnnl_memory_desc_destroy");
    }

    /** A memory object without data. */
    static MemorySegment createMemory(MemorySegment descriptor, MemorySegment engine) {
        return created(
                "dnnl_memory_create", out -> onednn_h.dnnl_memory_create(out, descriptor, engine, MemorySegment.NULL));
    }

    static void setDataHandle(MemorySegment memory, MemorySegment data) {
        check(onednn_h.dnnl_memory_set_data_handle(memory, data), "dnnl_memory_set_data_handle");
    }

    static void destroyMemory(MemorySegment memory) {
        check(onednn_h.dnnl_memory_destroy(memory), "dnnl_memory_destroy");
    }

    static MemorySegment createAttributes() {
        return created("dnnl_primitive_attr_create", onednn_h::dnnl_primitive_attr_create);
    }

    static void setPostOps(MemorySegment attributes, MemorySegment postOps) {
        check(onednn_h.dnnl_primitive_attr_set_post_ops(attributes, postOps), "dnnl_primitive_attr_set_post_ops");
    }

    static void setScratchpadMode(MemorySegment attributes, int mode) {
        check(
                onednn_h.dnnl_primitive_attr_set_scratchpad_mode(attributes, mode),
                "dnnl_primitive_attr_set_scratchpad_mode");
    }

    static void destroyAttributes(MemorySegment attributes) {
        check(onednn_h.dnnl_primitive_attr_destroy(attributes), "dnnl_primitive_attr_destroy");
    }

    static MemorySegment createPostOps() {
        return created("dnnl_post_ops_create", onednn_h::dnnl_post_ops_create);
    }

    static void appendEltwise(MemorySegment postOps, int algorithm, float alpha, float beta) {
        check(onednn_h.dnnl_post_ops_append_eltwise(postOps, algorithm, alpha, beta), "dnnl_post_ops_append_eltwise");
    }

    static void appendSum(MemorySegment postOps, float scale) {
        int sameType = onednn_h.dnnl_data_type_undef();
        check(onednn_h.dnnl_post_ops_append_sum(postOps, scale, 0, sameType), "dnnl_post_ops_append_sum");
    }

    static void appendBinary(MemorySegment postOps, int algorithm, MemorySegment operand) {
        check(onednn_h.dnnl_post_ops_append_binary(postOps, algorithm, operand), "dnnl_post_ops_append_binary");
    }

    static void destroyPostOps(MemorySegment postOps) {
        check(onednn_h.dnnl_post_ops_destroy(postOps), "dnnl_post_ops_destroy");
    }

    @SuppressWarnings("restricted") // reinterpret: a C string that belongs to the descriptor
    static String implementationOf(MemorySegment primitiveDescriptor) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            int what = onednn_h.dnnl_query_impl_info_str();
            check(onednn_h.dnnl_primitive_desc_query(primitiveDescriptor, what, 0, out), "dnnl_primitive_desc_query");
            return out.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE).getString(0);
        }
    }

    /** The descriptor of an argument; it belongs to the primitive descriptor. */
    static MemorySegment descriptorOfArgument(MemorySegment primitiveDescriptor, int argument) {
        return onednn_h.dnnl_primitive_desc_query_md(primitiveDescriptor, onednn_h.dnnl_query_exec_arg_md(), argument);
    }

    static void destroyPrimitiveDescriptor(MemorySegment primitiveDescriptor) {
        check(onednn_h.dnnl_primitive_desc_destroy(primitiveDescriptor), "dnnl_primitive_desc_destroy");
    }

    static MemorySegment createPrimitive(MemorySegment primitiveDescriptor) {
        return created("dnnl_primitive_create", out -> onednn_h.dnnl_primitive_create(out, primitiveDescriptor));
    }

    /** The argument array of {@link #execute}. */
    static MemorySegment arguments(Arena owner, int[] ids, MemorySegment[] memories) {
        MemorySegment array = dnnl_exec_arg_t.allocateArray(Math.max(1, ids.length), owner);
        for (int i = 0; i < ids.length; i++) {
            MemorySegment entry = dnnl_exec_arg_t.asSlice(array, i);
            dnnl_exec_arg_t.arg(entry, ids[i]);
            dnnl_exec_arg_t.memory(entry, memories[i]);
        }
        return array;
    }

    static void execute(MemorySegment primitive, MemorySegment stream, int count, MemorySegment arguments) {
        check(onednn_h.dnnl_primitive_execute(primitive, stream, count, arguments), "dnnl_primitive_execute");
    }

    static void destroyPrimitive(MemorySegment primitive) {
        check(onednn_h.dnnl_primitive_destroy(primitive), "dnnl_primitive_destroy");
    }

    /** Major, minor, patch. */
    static int[] version() {
        MemorySegment version = onednn_h.dnnl_version();
        return new int[] {dnnl_version_t.major(version), dnnl_version_t.minor(version), dnnl_version_t.patch(version)};
    }

    static int effectiveCpuIsa() {
        return onednn_h.dnnl_get_effective_cpu_isa();
    }

    static void setPrimitiveCacheCapacity(int entries) {
        check(onednn_h.dnnl_set_primitive_cache_capacity(entries), "dnnl_set_primitive_cache_capacity");
    }

    static void setVerbose(int level) {
        check(onednn_h.dnnl_set_verbose(level), "dnnl_set_verbose");
    }

    /** Calls a create function and answers the handle it wrote. */
    static MemorySegment created(String function, ToIntFunction<MemorySegment> create) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            check(create.applyAsInt(out), function);
            return out.get(ADDRESS, 0);
        }
    }

    private static void check(int code, String function) {
        if (code != onednn_h.dnnl_success()) throw new OnednnException(function, status(code), code);
    }

    private static OnednnException.Status status(int code) {
        if (code == onednn_h.dnnl_out_of_memory()) return OnednnException.Status.OUT_OF_MEMORY;
        if (code == onednn_h.dnnl_invalid_arguments()) return OnednnException.Status.INVALID_ARGUMENTS;
        if (code == onednn_h.dnnl_unimplemented()) return OnednnException.Status.UNIMPLEMENTED;
        if (code == onednn_h.dnnl_last_impl_reached()) return OnednnException.Status.LAST_IMPLEMENTATION_REACHED;
        if (code == onednn_h.dnnl_runtime_error()) return OnednnException.Status.RUNTIME_ERROR;
        if (code == onednn_h.dnnl_not_required()) return OnednnException.Status.NOT_REQUIRED;
        return OnednnException.Status.OTHER;
    }
}
