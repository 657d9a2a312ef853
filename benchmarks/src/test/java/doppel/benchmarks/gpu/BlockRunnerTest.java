package doppel.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A later failure or a hanging block must not lose what was found before. */
class BlockRunnerTest {
    @TempDir
    Path folder;

    private Journal journal;
    private BlockRunner runner;

    @BeforeEach
    void open() throws IOException {
        journal = new Journal(folder.resolve("results.jsonl"));
        var bench = new Bench(new Device.Cpu(), true, journal, folder, folder, "python3");
        runner = new BlockRunner(bench, Deadline.in(60), 0.2);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    /** A block of one sentence. */
    private record Simple(String name, int seconds, boolean needsDevice, Body body) implements Block {
        interface Body {
            void run(Journal journal, Deadline deadline) throws Exception;
        }

        @Override
        public void run(Bench bench, Deadline deadline) throws Exception {
            body.run(bench.journal(), deadline);
        }
    }

    private List<String> statuses() throws IOException {
        return Files.readAllLines(folder.resolve("results.jsonl")).stream()
                .map(Json::parse)
                .map(line -> line.get("block") + " " + line.getOrDefault("status", line.get("found")))
                .toList();
    }

    @Test
    void whatWasFoundBeforeAFailureIsOnDisk() throws Exception {
        runner.run(new Simple("a", 5, true, (lines, deadline) -> {
            lines.add("a", "found", 1);
            throw new IllegalStateException("no more");
        }));
        assertEquals(List.of("a 1.0", "a failed"), statuses());
        runner.run(new Simple("b", 5, true, (lines, deadline) -> {}));
        assertEquals(List.of("a 1.0", "a failed", "b done"), statuses());
        assertFalse(runner.fine());
    }

    @Test
    void afterABlockThatHangsOnlyThoseWithoutTheDeviceRun() throws Exception {
        var never = new CountDownLatch(1);
        runner.run(new Simple("stuck", 0, true, (lines, deadline) -> never.await()));
        runner.run(new Simple("next", 5, true, (lines, deadline) -> {}));
        runner.run(new Simple("other", 5, false, (lines, deadline) -> {}));
        never.countDown();
        assertEquals(List.of("stuck hangs", "next skipped", "other done"), statuses());
        assertTrue(runner.hangs());
    }

    @Test
    void aBlockThatStopsAtItsDeadlineIsNotedAndTheNextRuns() throws Exception {
        runner.run(new Simple("slow", 0, true, (lines, deadline) -> {
            while (!deadline.passed()) Thread.onSpinWait();
        }));
        runner.run(new Simple("next", 5, true, (lines, deadline) -> {}));
        assertEquals(List.of("slow deadline", "next done"), statuses());
    }
}
