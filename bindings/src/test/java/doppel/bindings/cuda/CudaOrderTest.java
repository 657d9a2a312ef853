package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.testing.FakeCuda;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** That the fake driver sees what must come after what, what is gone, and what a capture forbids. */
class CudaOrderTest {
    private static final byte[] IMAGE = "cubin".getBytes(US_ASCII);

    private FakeCuda driver;
    private final Arena owner = Arena.ofShared();
    private CudaContext context;
    private CudaStream copying;
    private CudaStream computing;
    private DeviceSpan memory;
    private PinnedMemory pinned;
    private CudaFunction kernel;

    @BeforeEach
    void install() {
        driver = FakeCuda.install();
        assumeTrue(
                NativeLibrary.CUDA.load().file().equals(driver.file()),
                "another test has opened a real driver: calls of it were not checked");
        context = new CudaContext(owner, CudaDevice.of(0), CudaContext.Waiting.ASLEEP);
        copying = new CudaStream(owner, context, "copy", false);
        computing = new CudaStream(owner, context, "compute", false);
        memory = new DeviceMemory(owner, context, 1024, "x").span();
        pinned = new PinnedMemory(owner, context, 1024, PinnedMemory.Access.READ_AND_WRITE);
        kernel = new CudaModule(owner, context, IMAGE, "k").function("k");
        kernel.load();
    }

    @AfterEach // for other tests of this process
    void closeAll() {
        if (owner.scope().isAlive()) close();
        driver = FakeCuda.install();
    }

    private void close() {
        if (context != null) context.synchronize();
        owner.close();
        assertEquals("", driver.left());
    }

    private CudaLaunch launch(long address) {
        MemorySegment arguments = owner.allocate(JAVA_LONG);
        arguments.set(JAVA_LONG, 0, address);
        return new CudaLaunch(owner, kernel, LaunchSize.of(1, 32), arguments);
    }

    private CudaEvent event() {
        return new CudaEvent(owner, context, false);
    }

    private static int code(Executable call) {
        return assertThrows(CudaException.class, call).code();
    }

    @Test
    void memoryOfTwoStreamsNeedsAWaitOfTheOneForTheOther() {
        CudaLaunch launch = launch(memory.address());
        copying.copyToDevice(memory, pinned.segment());
        assertEquals(719, code(() -> launch.launch(computing)), "it may run before the copy");
        String record = driver.record();
        assertTrue(
                record.endsWith("! memory1 is used by stream1 and stream2, and neither waits for the other\n"), record);
        CudaEvent filled = event();
        filled.record(copying);
        assertEquals(719, code(() -> launch.launch(computing)), "an event alone is no wait");
        computing.waitFor(filled);
        launch.launch(computing);
        assertEquals(719, code(() -> copying.copyToDevice(memory, pinned.segment())), "the kernel may still read");
        computing.synchronize();
        copying.copyToDevice(memory, pinned.segment()); // the host has waited and queued it after that
    }

    @Test
    void twoKernelsMayReadAtOnceAndPartsOfMemoryAreApart() {
        launch(memory.address()).launch(computing);
        launch(memory.address()).launch(copying);
        copying.copyToDevice(memory.slice(512, 512), pinned.segment().asSlice(0, 512));
        computing.fill(memory.slice(256, 128), (byte) 0);
        String record = driver.record();
        assertFalse(record.contains("\n!"), record);
        assertEquals(719, code(() -> computing.fill(memory.slice(500, 20), (byte) 0)));
    }

    @Test
    void pinnedMemoryHoldsStillUntilTheHostHasWaited() {
        CudaEvent read = event();
        copying.copyToDevice(memory, pinned.segment());
        read.record(copying);
        read.synchronize();
        pinned.segment().fill((byte) 1);
        copying.synchronize();
        assertFalse(driver.record().contains("\n!"), "that was late enough");
        copying.copyToDevice(memory, pinned.segment());
        pinned.segment().fill((byte) 2);
        copying.synchronize();
        assertTrue(driver.record().contains("! pinned memory changed while a copy of it was under way"));
    }

    @Test
    void whatIsDownloadedIsRubbishUntilTheHostHasWaited() {
        copying.copyToHost(pinned.segment(), memory);
        assertEquals((byte) 0xee, pinned.segment().get(JAVA_BYTE, 7));
        copying.synchronize();
        assertEquals(0, pinned.segment().get(JAVA_BYTE, 7));
    }

    @Test
    void pinnedMemoryIsNotFreedUnderACopy() {
        assertEquals(700, code(this::copyFromPinnedMemoryThatEndsAtOnce));
        assertTrue(driver.left().contains("pinned memory of 64 bytes"), driver.left());
        owner.close();
    }

    private void copyFromPinnedMemoryThatEndsAtOnce() {
        try (Arena brief = Arena.ofConfined()) {
            PinnedMemory source = new PinnedMemory(brief, context, 64, PinnedMemory.Access.WRITE_ONLY);
            copying.copyToDevice(memory.slice(0, 64), source.segment());
        }
    }

    @Test
    void addressesThatWereNeverAllocatedAreNoArguments() {
        assertEquals(700, code(() -> launch(memory.address() + 4096).launch(computing)));
        assertEquals(700, code(() -> launch(memory.address() + memory.bytes()).launch(computing)));
        launch(0).launch(computing);
        launch(memory.address() + memory.bytes() - 1).launch(computing);
    }

    @Test
    void launchesStayWithinTheCardsLimits() {
        var block = new ArgumentBlock(owner, 8);
        var large = new LaunchSize(1, 1, 1, 32, 1, 1, 60_000);
        assertEquals(1, code(() -> block.launch(computing, kernel, large, 0)), "not allowed for yet");
        kernel.allowSharedBytes(60_000);
        block.launch(computing, kernel, large, 0);
        assertEquals(1, code(() -> kernel.allowSharedBytes(300_000)));
    }

    @Test
    void aGraphKeepsWorkingOnlyWhileItsMemoryAndItsKernelsAreThere() {
        CudaGraphExec ofMemory;
        CudaGraphExec ofModule;
        try (Arena brief = Arena.ofConfined()) {
            DeviceSpan x = new DeviceMemory(brief, context, 64, "x").span();
            ofMemory = captured(launch(x.address()));
            ofMemory.launch(computing);
        }
        assertEquals(700, code(() -> ofMemory.launch(computing)));
        try (Arena brief = Arena.ofConfined()) {
            kernel = new CudaModule(brief, context, IMAGE, "brief").function("brief");
            kernel.load();
            ofModule = captured(launch(memory.address()));
            ofModule.launch(computing);
        }
        assertEquals(400, code(() -> ofModule.launch(computing)));
    }

    private CudaGraphExec captured(CudaLaunch launch) {
        computing.beginCapture();
        launch.launch(computing);
        return computing.endCapture(owner).instantiate(owner);
    }

    @Test
    void aReplayComesBeforeAndAfterOtherWorkAsAWhole() {
        CudaGraphExec exec = captured(launch(memory.address()));
        copying.copyToDevice(memory, pinned.segment()); // the capture has touched nothing
        assertEquals(719, code(() -> exec.launch(computing)));
        CudaEvent filled = event();
        filled.record(copying);
        computing.waitFor(filled);
        exec.launch(computing);
        assertEquals(719, code(() -> copying.fill(memory, (byte) 0)));
    }

    @Test
    void orderIsAskedForWithinACaptureToo() {
        CudaEvent fork = event();
        CudaEvent join = event();
        computing.beginCapture();
        fork.record(computing);
        copying.waitFor(fork);
        copying.fill(memory, (byte) 0);
        assertEquals(719, code(() -> launch(memory.address()).launch(computing)));
        join.record(copying);
        computing.waitFor(join);
        launch(memory.address()).launch(computing);
        assertEquals(2, total(computing.endCapture(owner)));
        assertEquals(907, code(() -> computing.waitFor(join)), "it belongs to a graph");
        assertEquals(907, code(join::synchronize));
    }

    private static int total(CudaGraph graph) {
        return graph.nodes().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void aCaptureMeetsNoKernelThatIsNotLoaded() {
        CudaFunction late = new CudaModule(owner, context, IMAGE, "late").function("late");
        var block = new ArgumentBlock(owner, 8);
        computing.beginCapture();
        assertEquals(900, code(() -> block.launch(computing, late, LaunchSize.of(1, 32), 0)));
        assertEquals(901, code(() -> computing.endCapture(owner)));
        late.load();
        computing.beginCapture();
        block.launch(computing, late, LaunchSize.of(1, 32), 0);
        assertEquals(1, total(computing.endCapture(owner)));
    }

    @Test
    void nothingOfACaptureIsAskedAboutOrGivenBack() throws InterruptedException {
        CudaEvent event = event();
        for (Runnable forbidden : new Runnable[] {
            computing::isDone,
            event::isDone,
            event::synchronize,
            context::synchronize,
            () -> {
                try (Arena brief = Arena.ofConfined()) {
                    new CudaStream(brief, context, "made", false).synchronize();
                }
            }
        }) {
            computing.beginCapture();
            event.record(computing);
            assertEquals(900, code(forbidden::run));
            assertEquals(901, code(() -> computing.endCapture(owner)));
        }
        computing.beginCapture();
        int[] status = new int[2];
        Thread other = Thread.ofPlatform().start(() -> {
            context.bind();
            context.synchronize(); // it captures nothing
            status[0] = code(computing::synchronize); // but this stream is captured, whoever asks
            status[1] = code(() -> computing.endCapture(owner));
        });
        other.join();
        assertEquals(900, status[0]);
        assertEquals(908, status[1]);
        assertEquals(901, code(() -> computing.endCapture(owner)));
    }

    @Test
    void copiesOfACaptureArePinned() {
        computing.beginCapture();
        assertEquals(1, code(() -> computing.copyToDevice(memory.slice(0, 16), owner.allocate(16))));
        computing.copyToDevice(memory, pinned.segment());
        computing.endCapture(owner);
    }

    @Test
    void whatIsLeftIsListed() {
        assertEquals("""
                context1\s
                stream1\s
                stream2\s
                module1\s
                function1 k
                memory1 of 1024 bytes
                pinned memory of 1024 bytes
                """, driver.left());
    }
}
