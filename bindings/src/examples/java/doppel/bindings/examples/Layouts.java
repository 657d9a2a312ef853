package doppel.bindings.examples;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.Convolution;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.OnednnEngine;
import doppel.bindings.onednn.Primitive;
import doppel.bindings.onednn.PrimitiveDescriptor;
import doppel.bindings.onednn.Reorder;
import doppel.bindings.onednn.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/** Chapter 5. The same numbers in several layouts, and a convolution that chooses its own. */
final class Layouts {
    /** A 3 x 3 window that keeps the size of the picture. */
    private static final Window SAME = new Window(1, 1, 1, 1, 1, 1);

    private Layouts() {}

    public static void main(String[] args) {
        System.out.println("1 x 3 x 2 x 2, its elements numbered in logical order [n, c, h, w]:");
        System.out.println("  planes         " + Arrays.toString(planes()));
        System.out.println("  channels last  " + Arrays.toString(channelsLast()));
        for (int out : new int[] {32, 20}) {
            Planned planned = plan(out, 3);
            System.out.printf("convolution of 3 channels to %d: by %s%n", out, planned.implementation);
            System.out.printf("  %d weights, as it wants them in %d places:%n", out * 3 * 9, planned.weights.length);
            System.out.println("  " + Arrays.toString(Arrays.copyOf(planned.weights, 40)));
        }
    }

    static float[] planes() {
        return numbers(12);
    }

    /** The same numbers with the channels of a pixel beside each other, moved there by oneDNN. */
    static float[] channelsLast() {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            var planes = MemoryDescriptor.of(arena, DataType.F32, sizes(1, 3, 2, 2), strides(12, 4, 2, 1));
            var pixels = MemoryDescriptor.of(arena, DataType.F32, sizes(1, 3, 2, 2), strides(12, 1, 6, 3));
            return reorder(arena, engine, planes, numbers(12), pixels);
        }
    }

    /**
     * What was planned.
     *
     * @param implementation oneDNN's name for the kernel it chose
     * @param weights numbered from 0 in the order {@code [k, c, a, b]}, as they lie in the layout that it chose
     */
    record Planned(String implementation, float[] weights) {}

    /** A convolution that is told how the picture lies, but not how the weights do. */
    static Planned plan(int out, int in) {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            PrimitiveDescriptor plan = plan(arena, engine, out, in, 16, 16);
            MemoryDescriptor chosen = plan.argument(Argument.WEIGHTS);
            var ours = MemoryDescriptor.dense(arena, DataType.F32, out, in, 3, 3);
            float[] weights = reorder(arena, engine, ours, numbers(out * in * 9), chosen);
            return new Planned(plan.implementation(), weights);
        }
    }

    private static PrimitiveDescriptor plan(Arena arena, OnednnEngine engine, int out, int in, int h, int w) {
        return Convolution.forward(
                arena,
                engine,
                MemoryDescriptor.channelsLast(arena, DataType.F32, 1, in, h, w),
                MemoryDescriptor.any(arena, DataType.F32, out, in, 3, 3), // you choose
                null,
                MemoryDescriptor.channelsLast(arena, DataType.F32, 1, out, h, w),
                SAME,
                Attributes.DEFAULT);
    }

    /** A picture {@code [h, w, in]} convolved with weights {@code [out, in, 3, 3]}, to {@code [h, w, out]}. */
    static float[] convolve(float[] x, float[] w, int out, int in, int height, int width) {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            PrimitiveDescriptor plan = plan(arena, engine, out, in, height, width);
            var ours = MemoryDescriptor.dense(arena, DataType.F32, out, in, 3, 3);
            float[] theirs = reorder(arena, engine, ours, w, plan.argument(Argument.WEIGHTS));
            var primitive = new Primitive(
                    arena,
                    engine,
                    plan,
                    List.of(Argument.SOURCE, Argument.WEIGHTS, Argument.DESTINATION, Argument.SCRATCHPAD));
            MemorySegment y = arena.allocate(4L * out * height * width, 64);
            primitive.execute(
                    arena.allocateFrom(JAVA_FLOAT, x),
                    arena.allocateFrom(JAVA_FLOAT, theirs),
                    y,
                    arena.allocate(Math.max(64, plan.scratchpadBytes()), 64));
            return y.toArray(JAVA_FLOAT);
        }
    }

    private static float[] reorder(
            Arena arena, OnednnEngine engine, MemoryDescriptor from, float[] values, MemoryDescriptor to) {
        var plan = Reorder.of(arena, engine, from, to, Attributes.DEFAULT.allowingSlow());
        MemorySegment target = arena.allocate(to.bytes(), 64);
        new Primitive(arena, engine, plan, List.of(Argument.SOURCE, Argument.DESTINATION))
                .execute(arena.allocateFrom(JAVA_FLOAT, values), target);
        return target.toArray(JAVA_FLOAT);
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = i;
        return numbers;
    }

    private static long[] sizes(long... sizes) {
        return sizes;
    }

    private static long[] strides(long... strides) {
        return strides;
    }
}
