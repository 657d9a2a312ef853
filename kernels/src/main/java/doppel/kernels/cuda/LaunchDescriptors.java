package doppel.kernels.cuda;

import doppel.kernels.DType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every kernel of our sources by its name. Kernels for several types of storage end in the type's name. */
public final class LaunchDescriptors {
    private static final Map<String, LaunchDescriptor> ALL = new LinkedHashMap<>();

    static {
        stored("activate", "activate", "p p l i f");
        stored("activate", "activate_backward", "p p p l i f");
        stored("unary", "unary", "p p l i");
        stored("unary", "unary_backward", "p p p l i");
        stored("binary", "binary", "p p p l i");
        stored("binary", "binary_broadcast", "p p p l i i i8 l8 l8");
        stored("affine", "affine", "p p l f f");
        stored("affine", "accumulate", "p p l f");
        stored("affine", "clamp", "p p l f f");
        stored("affine", "clamp_backward", "p p p l f f");
        stored("affine", "fill", "p l f");
        add("cast", "cast_f32_to_bf16", "p p l");
        add("cast", "cast_bf16_to_f32", "p p l");
        add("cast", "cast", "p p l i i");
        for (String types : List.of(
                "f32_to_f32",
                "f32_to_f64",
                "bf16_to_bf16",
                "bf16_to_f32",
                "bf16_to_f64",
                "f64_to_f32",
                "f64_to_bf16",
                "f64_to_f64")) {
            add("reduce", "sum_rows_" + types, "p p l l l l d i");
            add("reduce", "sum_columns_" + types, "p p l l l l d i");
        }
        stored("largest", "largest", "p p p l l l");
        stored("largest", "largest_backward", "p p p l l l");
        stored("rms", "rms_partials", "p p p l");
        stored("rms", "rms", "p p p l d");
        stored("rms", "rms_backward", "p p p p l d");
        stored("norm", "pair_sums", "p p p l l l l");
        add("norm", "moments", "p p p l l l l d");
        add("norm", "norm_pulls", "p p p p p l l l l d d");
        add("norm", "norm_gradients", "p p p p p l l l l d");
        stored("norm", "normalize", "p p p p p p l l i i f");
        stored("norm", "normalize_backward", "p p p p p p p l l i i f");
        stored("softmax", "softmax", "p p l l");
        stored("softmax", "softmax_backward", "p p p l l");
        for (int unit = 1; unit <= 16; unit *= 2) {
            add("move", "strided_copy_" + unit, "p p l i i8 l8 l8");
            if (unit <= 8) add("move", "transpose_tiles_" + unit, "p p i i");
        }
        for (int unit = 1; unit <= 8; unit *= 2) add("gather", "gather_" + unit, "p p p l l i i");
        stored("gather", "gather_backward", "p p p p l l i i");
        stored("random", "uniform", "p l l l d d");
        stored("random", "normal", "p l l l d d");
        stored("pool", "max_pool", "p p l i8 i");
        stored("pool", "max_pool_backward", "p p p l i8 i");
        stored("pool", "average_pool", "p p l i8 i");
        stored("pool", "average_pool_backward", "p p l i8 i");
        stored("resize", "resize", "p p l i i i i i i");
        stored("resize", "resize_backward", "p p l i i i i i i");
        add("dssim", "dssim_windows", "p p p p i i i l l l i f f f128");
        add("dssim", "dssim_finish", "p p i d");
        add("dssim", "dssim_backward", "p p p p p i i i l l l i i f128");
        stored("optimizer", "rmsprop", "p p p p l p i p i f f f");
        stored("optimizer", "adabelief", "p p p p p l p i p i f f f f f");
        stored("optimizer", "adam", "p p p p p l p i p i f f f f f f f");
        stored("optimizer", "gradient_squares", "p p l");
        add("optimizer", "gradient_clip", "p i p");
        stored("cosine", "cosine", "p p p l l l l d");
        stored("cosine", "cosine_backward_u", "p p p p p l l l l d");
        stored("cosine", "cosine_backward_v", "p p p p p l l l l d");
        stored("conv_direct", "conv_direct", "p p p p p i16 i f");
        stored("conv_direct", "conv_direct_data", "p p p i16");
        stored("conv_direct", "conv_direct_weights", "p p p i16");
        for (String types : List.of("f32_to_f32", "f32_to_bf16", "bf16_to_bf16", "bf16_to_f32")) {
            add("channels", "channels_" + types, "p p l l i i");
        }
        stored("im2col", "im2col", "p p i16");
        stored("im2col", "col2im", "p p i16");
        stored("matmul", "matmul", "p p p p i i i i i l i l l l");
        stored("blocks_act", "blocks_act", "p p p p l i8 f");
        stored("blocks_act", "blocks_act_backward", "p p p p l i8 f");
        stored("head", "head", "p p p p l l i i");
        stored("head", "head_backward", "p p p l l i i");
        stored("head", "head_weights", "p p p l l i i");
        stored("head", "head_blocks", "p p p l i i i i i");
        stored("head", "head_blocks_backward", "p p l i i i i i");
        add("masked_loss", "masked_loss", "p p p p p p p i l");
        add("masked_loss", "masked_loss_finish", "p p i d d i");
        add("masked_loss", "masked_loss_backward", "p p p p p p i l f f");
        add("blur", "blur", "p p l i l i f128");
        add("blur", "soften", "p p l");
        stored("fixed_point", "fixed_point_largest", "p p l");
        stored("fixed_point", "fixed_point_finish", "p p p l");
        stored("grid_sample", "grid_sample", "p p p l l i8");
        stored("grid_sample", "grid_sample_places", "p p p p l l i8");
        stored("grid_sample", "grid_sample_scatter", "p p p p l l i8");
        stored("matrix2", "matrix2_inverse", "p p l d");
        stored("matrix2", "matrix2_inverse_backward", "p p p l d");
        stored("matrix2", "matrix2_determinant", "p p l");
        stored("matrix2", "matrix2_determinant_backward", "p p p l");
        add("colour", "bgr_to_lab", "p p l");
        add("colour", "lab_to_bgr", "p p l");
        add("colour", "shift_hsv", "p p p l");
        add("colour", "scale_colours", "p p p p l f f");
        stored("prep", "prep", "p p p p p p i i i i i i i");
    }

    private LaunchDescriptors() {}

    private static void stored(String file, String kernel, String signature) {
        add(file, kernel + "_f32", signature);
        add(file, kernel + "_bf16", signature);
    }

    private static void add(String file, String kernel, String signature) {
        ALL.put(kernel, LaunchDescriptor.of(file, kernel, signature));
    }

    /** All kernels, grouped by file. */
    public static Collection<LaunchDescriptor> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /** All files, each once. */
    public static List<KernelSource> sources() {
        return ALL.values().stream().map(LaunchDescriptor::source).distinct().toList();
    }

    /**
     * A kernel by its full name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static LaunchDescriptor get(String kernel) {
        LaunchDescriptor found = ALL.get(kernel);
        if (found == null) throw new IllegalArgumentException("kernel: no " + kernel);
        return found;
    }

    /**
     * A kernel for one type of storage.
     *
     * @throws UnsupportedOperationException if there is none for that type
     */
    static LaunchDescriptor get(String kernel, DType type) {
        LaunchDescriptor found = ALL.get(kernel + "_" + type);
        if (found == null) throw new UnsupportedOperationException(kernel + ": no cuda kernel for " + type);
        return found;
    }
}
