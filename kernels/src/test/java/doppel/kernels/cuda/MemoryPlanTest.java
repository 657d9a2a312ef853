package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.cuda.DeviceSpan;
import doppel.kernels.cuda.MemoryPlan.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers that are in use together do not share a byte. */
class MemoryPlanTest {
    private static final long ALIGNMENT = 512;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, 700})
    void noTwoBuffersInUseAtOneTimeOverlapAndAllAreAligned(int count) {
        for (int seed = 0; seed < 40; seed++) {
            List<Span> spans = random(new Random(seed), count);
            MemoryPlan plan = MemoryPlan.of(spans, ALIGNMENT);
            long sum = 0;
            for (int i = 0; i < count; i++) {
                Span a = spans.get(i);
                assertEquals(0, plan.offset(i) % ALIGNMENT, "offset of " + i);
                assertTrue(plan.offset(i) >= 0 && plan.offset(i) + a.bytes() <= plan.bytes(), "end of " + i);
                sum += a.bytes() + ALIGNMENT;
                for (int j = 0; j < i; j++) {
                    Span b = spans.get(j);
                    boolean together = b.first() <= a.last() && a.first() <= b.last();
                    boolean apart = plan.offset(i) >= plan.offset(j) + b.bytes()
                            || plan.offset(j) >= plan.offset(i) + a.bytes();
                    assertTrue(apart || !together, "seed %d: %d and %d".formatted(seed, i, j));
                }
            }
            assertTrue(plan.bytes() >= plan.floor() && plan.bytes() <= sum, plan.bytes() + " of " + sum);
        }
    }

    /** As a run makes them: it allocates, and releases some of what it has, in any order. */
    private static List<Span> random(Random random, int count) {
        int[] last = new int[count];
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            open.add(i);
            while (!open.isEmpty() && random.nextInt(3) == 0) {
                int released = open.get(random.nextInt(open.size()));
                open.remove(Integer.valueOf(released));
                last[released] = i;
            }
        }
        for (int i : open) last[i] = count - 1;
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long bytes = 1 + (long) (Math.pow(2, random.nextDouble(24)) * (random.nextInt(4) + 1));
            spans.add(new Span(bytes, i, last[i]));
        }
        return spans;
    }

    @Test
    void aStepsBuffersTakeLittleMoreThanTheMostInUseAtOneTime() {
        List<Span> spans = new ArrayList<>(); // activations kept until their gradients, which come in opposite order
        int layers = 40;
        for (int i = 0; i < layers; i++) spans.add(new Span((1 + i % 7) << 20, i, 2 * layers - 1 - i));
        for (int i = 0; i < layers; i++) {
            int time = layers + i;
            spans.add(new Span((1 + (layers - 1 - i) % 7) << 20, time, Math.min(time + 1, 2 * layers - 1)));
        }
        MemoryPlan plan = MemoryPlan.of(spans, ALIGNMENT);
        assertTrue(plan.bytes() <= 1.1 * plan.floor(), plan.bytes() + " for " + plan.floor());
    }

    @Test
    void buffersThatAreNotInUseTogetherShareAPlace() {
        MemoryPlan plan = MemoryPlan.of(List.of(new Span(1000, 0, 0), new Span(900, 1, 1)), ALIGNMENT);
        assertEquals(1024, plan.bytes());
        assertEquals(plan.offset(0), plan.offset(1));
    }

    @Test
    void aRunIsHeldToItsPlan() {
        MemoryPlan plan = MemoryPlan.of(List.of(new Span(1000, 0, 1), new Span(900, 1, 1)), ALIGNMENT);
        var block = new DeviceSpan(1 << 20, plan.bytes());
        var run = new PlannedMemory(plan, block);
        long first = run.allocate(1000).address();
        long second = run.allocate(900).address();
        run.release(first);
        assertEquals(
                "program: a run is not as the one before, after 2 of 2 allocations: it ends with 1 buffers in use",
                assertThrows(IllegalStateException.class, run::end).getMessage());
        run.release(second);
        run.end();
        var other = new PlannedMemory(plan, block);
        other.allocate(1000);
        assertEquals(
                "program: a run is not as the one before, after 2 of 2 allocations: it allocates 800 bytes, not 900",
                assertThrows(IllegalStateException.class, () -> other.allocate(800))
                        .getMessage());
        var alien = new PlannedMemory(plan, block);
        assertThrows(IllegalStateException.class, () -> alien.release(first));
    }

    @Test
    void aBufferKeptLongerThanPlannedIsRefused() {
        MemoryPlan plan = MemoryPlan.of(List.of(new Span(8, 0, 0), new Span(8, 1, 1)), ALIGNMENT);
        var run = new PlannedMemory(plan, new DeviceSpan(1 << 20, plan.bytes()));
        run.allocate(8);
        assertEquals(
                "program: a run is not as the one before, after 2 of 2 allocations: it keeps buffer 0 longer",
                assertThrows(IllegalStateException.class, () -> run.allocate(8)).getMessage());
    }
}
