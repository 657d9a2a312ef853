package doppel.bindings.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeLedger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
    // 5 x 5, stride 2, unequal padding, in channels last: every number differs from every other where it can
    private static final int N = 2;
    private static final int C = 6;
    private static final int H = 11;
    private static final int W = 9;
    private static final int K = 16;
    private static final int OH = 6;
    private static final int OW = 5;
    private static final Window WINDOW = new Window(2, 1, 2, 1, 2, 3);

    @Test
    void withBiasResidualAndLeakyReluEqualsANaiveLoop() {
        float[] x = random(N * H * W * C, 1);
        float[] w = random(K * 5 * 5 * C, 2);
        float[] bias = random(K, 3);
        float[] residual = random(N * OH * OW * K, 4);
        float[] y = new float[N * OH * OW * K];
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            var source = MemoryDescriptor.channelsLast(arena, DataType.F32, N, C, H, W);
            var destination = MemoryDescriptor.channelsLast(arena, DataType.F32, N, K, OH, OW);
            var plan = Convolution.forward(
                    arena,
                    engine,
                    source,
                    MemoryDescriptor.any(arena, DataType.F32, K, C, 5, 5),
                    MemoryDescriptor.dense(arena, DataType.F32, K),
                    destination,
                    WINDOW,
                    Attributes.DEFAULT.with(List.of(
                            new PostOp.Binary(Algorithm.ADD, destination),
                            new PostOp.Eltwise(Algorithm.RELU, 0.1f, 0))));
            assertFalse(PrimitiveDescriptor.isSlow(plan.implementation()), plan.toString());

            MemorySegment weights = reordered(arena, engine, w, plan.argument(Argument.WEIGHTS));
            MemorySegment result = arena.allocate(4L * y.length, 64);
            var convolution = new Primitive(
                    arena,
                    engine,
                    plan,
                    List.of(
                            Argument.SOURCE,
                            Argument.WEIGHTS,
                            Argument.BIAS,
                            Argument.ofPostOp(0),
                            Argument.DESTINATION,
                            Argument.SCRATCHPAD));
            convolution.execute(
                    of(arena, x),
                    weights,
                    of(arena, bias),
                    of(arena, residual),
                    result,
                    arena.allocate(Math.max(64, plan.scratchpadBytes()), 64));
            MemorySegment.copy(result, JAVA_FLOAT, 0, y, 0, y.length);
        }
        for (int i = 0; i < y.length; i++) {
            double expected = naive(x, w, i) + bias[i % K] + residual[i];
            assertEquals(expected > 0 ? expected : 0.1 * expected, y[i], 1e-5, "element " + i);
        }
    }

    /** From {@code [o, h, w, i]} to the layout that the convolution picked. */
    private static MemorySegment reordered(Arena arena, OnednnEngine engine, float[] w, MemoryDescriptor wanted) {
        long[] sizes = {K, C, 5, 5};
        var plain = MemoryDescriptor.of(arena, DataType.F32, sizes, new long[] {5 * 5 * C, 1, 5 * C, C});
        assertFalse(plain.sameAs(wanted));
        var plan = Reorder.of(arena, engine, plain, wanted, Attributes.DEFAULT.allowingSlow());
        MemorySegment target = arena.allocate(wanted.bytes(), 64);
        new Primitive(arena, engine, plan, List.of(Argument.SOURCE, Argument.DESTINATION))
                .execute(of(arena, w), target);
        return target;
    }

    private static double naive(float[] x, float[] w, int i) {
        int k = i % K;
        int ow = i / K % OW;
        int oh = i / K / OW % OH;
        int n = i / K / OW / OH;
        double sum = 0;
        for (int a = 0; a < 5; a++) {
            for (int b = 0; b < 5; b++) {
                int h = oh * WINDOW.stride() + a - WINDOW.top();
                int v = ow * WINDOW.stride() + b - WINDOW.left();
                if (h < 0 || h >= H || v < 0 || v >= W) continue;
                for (int c = 0; c < C; c++) {
                    sum += (double) x[((n * H + h) * W + v) * C + c] * w[((k * 5 + a) * 5 + b) * C + c];
                }
            }
        }
        return sum;
    }

    @Test
    void sizesThatDoNotFitAreNamedWithTheStatus() {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            var e = assertThrows(
                    OnednnException.class,
                    () -> Convolution.forward(
                            arena,
                            engine,
                            MemoryDescriptor.channelsLast(arena, DataType.F32, 1, 7, 8, 8),
                            MemoryDescriptor.any(arena, DataType.F32, 16, 8, 3, 3),
                            null,
                            MemoryDescriptor.channelsLast(arena, DataType.F32, 1, 16, 6, 6),
                            new Window(1, 1, 0, 0, 0, 0),
                            Attributes.DEFAULT));
            assertEquals(OnednnException.Status.INVALID_ARGUMENTS, e.status());
            assertEquals(
                    "onednn: convolution forward f32 [1, 7, 8, 8] * f32 [16, 8, 3, 3] to f32 [1, 16, 6, 6], Window[stride=1,"
                            + " dilation=1, top=0, left=0, bottom=0, right=0]: invalid arguments (status 2)",
                    e.getMessage());
            assertTrue(String.valueOf(e.getCause()).contains("dnnl_convolution_forward_primitive_desc_create"));
        }
    }

    @Test
    void plainLoopsAreRefusedUnlessAllowed() {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            // memory with holes: there are only plain loops for it
            var holes = MemoryDescriptor.of(arena, DataType.F32, new long[] {8, 16}, new long[] {64, 3});
            var relu = new PostOp.Eltwise(Algorithm.RELU, 0, 0);
            var e = assertThrows(
                    SlowImplementationException.class,
                    () -> Pointwise.forward(arena, engine, relu, holes, Attributes.DEFAULT));
            assertEquals(
                    "onednn: RELU f32 [8, 16]: no optimised kernel, only ref:any; choose another layout or type",
                    e.getMessage());
            var allowed = Pointwise.forward(arena, engine, relu, holes, Attributes.DEFAULT.allowingSlow());
            assertEquals("ref:any", allowed.implementation());
        }
    }

    @Test
    void aSegmentThatIsTooShortIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            var data = MemoryDescriptor.dense(arena, DataType.F32, 100);
            var plan = Reorder.of(arena, engine, data, data, Attributes.DEFAULT.allowingSlow());
            var copy = new Primitive(arena, engine, plan, List.of(Argument.SOURCE, Argument.DESTINATION));
            MemorySegment enough = arena.allocate(400, 64);
            MemorySegment few = arena.allocate(396, 64);
            var e = assertThrows(IllegalArgumentException.class, () -> copy.execute(enough, few));
            assertTrue(String.valueOf(e.getMessage()).contains("needs 400 bytes, got 396"), e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> copy.execute(enough));
        }
    }

    @Test
    void closingTheArenaDestroysAll() {
        int before = NativeLedger.stillOpen().size();
        try (Arena arena = Arena.ofConfined()) {
            var engine = new OnednnEngine(arena);
            var data = MemoryDescriptor.dense(arena, DataType.F32, 100);
            Pointwise.forward(arena, engine, new PostOp.Eltwise(Algorithm.RELU, 0, 0), data, Attributes.DEFAULT);
            assertEquals(before + 2 + 1 + 1, NativeLedger.stillOpen().size()); // engine, stream; layout; plan
        }
        assertEquals(before, NativeLedger.stillOpen().size());
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.nextFloat() - 0.5f;
        return values;
    }

    private static MemorySegment of(Arena arena, float[] values) {
        return arena.allocate(4L * values.length, 64).copyFrom(MemorySegment.ofArray(values));
    }
}
