package doppel.kernels.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrewTest {
    private static final long LARGE = 1L << 30; // enough to wake the others

    @Test
    void everyItemIsRunOnce() {
        try (var crew = new Crew(3)) {
            for (int items : new int[] {1, 9, 10, 11, 1003}) {
                var runs = new AtomicIntegerArray(items);
                crew.run(items, 10, LARGE, (from, to, thread) -> {
                    assertTrue(to - from <= 10 && from % 10 == 0 && thread >= 0 && thread < 3);
                    for (long i = from; i < to; i++) runs.incrementAndGet((int) i);
                });
                for (int i = 0; i < items; i++) assertEquals(1, runs.get(i), "item " + i + " of " + items);
            }
        }
    }

    @Test
    void threadsWorkAtOnceUnderTheirOwnNumbers() {
        try (var crew = new Crew(2)) {
            var together = new CountDownLatch(2);
            Set<Integer> numbers = ConcurrentHashMap.newKeySet();
            crew.run(2, 1, LARGE, (from, to, thread) -> {
                numbers.add(thread);
                together.countDown();
                try {
                    together.await(); // only another thread can end the wait
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(Set.of(0, 1), numbers);
        }
    }

    @Test
    void smallLoopsStayWithTheCaller() {
        try (var crew = new Crew(2)) {
            Thread caller = Thread.currentThread();
            crew.run(100, 1, 100, (from, to, thread) -> assertSame(caller, Thread.currentThread()));
        }
    }

    @Test
    void aFailureReachesTheCallerAndTheCrewGoesOn() {
        try (var crew = new Crew(2)) {
            var e = assertThrows(
                    IllegalStateException.class,
                    () -> crew.run(50, 1, LARGE, (from, to, thread) -> {
                        if (from == 20) throw new IllegalStateException("span 20");
                    }));
            assertEquals("span 20", e.getMessage());
            var spans = new AtomicInteger();
            crew.run(50, 1, LARGE, (from, to, thread) -> spans.incrementAndGet());
            assertEquals(50, spans.get());
        }
    }
}
