package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.lifetime.NativeException;
import doppel.bindings.testing.FakeCuda;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What owners say to the driver, and that it is what a driver would accept. */
class CudaProtocolTest {
    private static final byte[] IMAGE = "cubin".getBytes(US_ASCII);

    private FakeCuda driver;

    @AfterEach // for other tests of this process
    @BeforeEach
    void install() {
        driver = FakeCuda.install();
        assumeTrue(
                NativeLibrary.CUDA.load().file().equals(driver.file()),
                "another test has opened a real driver: calls of it were not checked");
    }

    @Test
    void initialisationRetainsThePrimaryContextAndReleasesWhatItMadeNewestFirst() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = new CudaContext(owner, CudaDevice.of(0), CudaContext.Waiting.ASLEEP);
            new CudaStream(owner, context, "compute", true);
            new CudaEvent(owner, context, false);
        }
        assertEquals("""
                cuDriverGetVersion
                cuInit 0
                cuDeviceGetCount
                cuDeviceGet 0
                cuDeviceGetAttribute 75 0
                cuDeviceGetAttribute 76 0
                cuDeviceGetName 0
                cuDeviceGetUuid_v2 0
                cuDeviceGetAttribute 16 0
                cuDeviceTotalMem_v2 0
                cuDeviceGetAttribute 97 0
                cuDeviceGetAttribute 38 0
                cuDevicePrimaryCtxSetFlags_v2 0 flags 4
                cuDevicePrimaryCtxRetain 0 -> context1
                cuCtxSetCurrent context1
                cuCtxGetStreamPriorityRange
                cuStreamCreateWithPriority flags 1 priority -5 -> stream1
                cuEventCreate flags 3 -> event1
                cuCtxSetCurrent context1
                cuEventDestroy_v2 event1
                cuCtxSetCurrent context1
                cuStreamDestroy_v2 stream1
                cuDevicePrimaryCtxRelease_v2 0
                """, driver.record());
    }

    @Test
    void aLaunchPassesItsPackedArguments() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            DeviceMemory x = new DeviceMemory(owner, context, 4096, "x");
            DeviceMemory y = new DeviceMemory(owner, context, 4096, "y");
            CudaFunction kernel = new CudaModule(owner, context, IMAGE, "leaky_relu").function("leaky_relu");
            kernel.load();
            MemorySegment arguments = owner.allocate(24, 8);
            arguments.set(JAVA_LONG, 0, x.span().address());
            arguments.set(JAVA_LONG, 8, y.span().slice(256, 1024).address());
            arguments.set(JAVA_FLOAT, 16, 1f);
            arguments.set(JAVA_INT, 20, 1000);
            CudaLaunch launch = new CudaLaunch(owner, kernel, LaunchSize.of(4, 256), arguments);
            String before = driver.record();
            launch.launch(stream);
            arguments.set(JAVA_INT, 20, 7); // the driver has taken its copy
            launch.launch(stream);
            assertEquals("""
                    cuLaunchKernel function1 leaky_relu grid 4 1 1 block 256 1 1 shared 0 stream1 (memory1 memory2+256 3f800000 3e8)
                    cuLaunchKernel function1 leaky_relu grid 4 1 1 block 256 1 1 shared 0 stream1 (memory1 memory2+256 3f800000 7)
                    """, driver.record().substring(before.length()));
            assertEquals(32, kernel.registers());
            assertEquals(8, kernel.blocksPerMultiprocessor(256, 0));
        }
        assertAccepted();
    }

    @Test
    void oneBlockOfArgumentsServesKernelsOfAnySize() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            CudaModule module = new CudaModule(owner, context, IMAGE, "two");
            CudaFunction first = module.function("first");
            CudaFunction second = module.function("second");
            var block = new ArgumentBlock(owner, 64);
            String before = driver.record();
            block.segment().set(JAVA_INT, 0, 5);
            block.launch(stream, first, LaunchSize.of(1, 32), 4);
            block.segment().set(JAVA_INT, 4, 6);
            block.launch(stream, second, LaunchSize.of(1, 32), 8);
            block.launch(stream, second, LaunchSize.of(1, 32), 0);
            assertEquals("""
                    cuLaunchKernel function1 first grid 1 1 1 block 32 1 1 shared 0 stream1 (5)
                    cuLaunchKernel function2 second grid 1 1 1 block 32 1 1 shared 0 stream1 (5 6)
                    cuLaunchKernel function2 second grid 1 1 1 block 32 1 1 shared 0 stream1 ()
                    """, driver.record().substring(before.length()));
            assertThrows(IndexOutOfBoundsException.class, () -> block.launch(stream, first, LaunchSize.of(1, 32), 65));
        }
        assertAccepted();
    }

    @Test
    void theHostCannotAccessTheSegmentOfDeviceMemory() {
        MemorySegment segment = new DeviceSpan(0x7000_0000L, 64).toSegment();
        assertEquals(0x7000_0010L, segment.asSlice(16, 8).address());
        assertEquals(64, segment.byteSize());
        assertThrows(WrongThreadException.class, () -> segment.get(JAVA_BYTE, 0));
        assertThrows(WrongThreadException.class, () -> segment.set(JAVA_INT, 16, 1));
        assertThrows(WrongThreadException.class, () -> segment.toArray(JAVA_BYTE));
    }

    @Test
    void aCaptureIsRecordedInstantiatedUploadedAndLaunched() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            DeviceMemory memory = new DeviceMemory(owner, context, 1024, "x");
            CudaFunction kernel = new CudaModule(owner, context, IMAGE, "step").function("step");
            kernel.load();
            CudaLaunch launch = new CudaLaunch(owner, kernel, LaunchSize.of(1, 32), MemorySegment.NULL);
            String before = driver.record();
            stream.beginCapture();
            assertTrue(stream.isCapturing());
            stream.fill(memory.span(), (byte) 0);
            launch.launch(stream);
            launch.launch(stream);
            CudaGraph graph = stream.endCapture(owner);
            assertEquals(Map.of(CudaGraph.Node.KERNEL, 2, CudaGraph.Node.FILL, 1), graph.nodes());
            CudaGraphExec exec = graph.instantiate(owner);
            exec.upload(stream);
            exec.launch(stream);
            stream.synchronize();
            assertEquals("""
                    cuStreamBeginCapture_v2 stream1 mode 1
                    cuStreamIsCapturing stream1
                    cuMemsetD8Async memory1 0 times 1024 stream1
                    cuLaunchKernel function1 step grid 1 1 1 block 32 1 1 shared 0 stream1 ()
                    cuLaunchKernel function1 step grid 1 1 1 block 32 1 1 shared 0 stream1 ()
                    cuStreamEndCapture stream1 -> graph1 of 3 nodes
                    cuGraphGetNodes graph1
                    cuGraphGetNodes graph1
                    cuGraphNodeGetType
                    cuGraphNodeGetType
                    cuGraphNodeGetType
                    cuGraphInstantiateWithFlags graph1 flags 0 -> exec1
                    cuGraphUpload exec1 stream1
                    cuGraphLaunch exec1 stream1
                    cuStreamSynchronize stream1
                    """, driver.record().substring(before.length()));
        }
        assertAccepted();
    }

    @Test
    void aSecondStreamJoinsACaptureByEvents() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream main = new CudaStream(owner, context, "main", false);
            CudaStream side = new CudaStream(owner, context, "side", false);
            CudaEvent fork = new CudaEvent(owner, context, false);
            CudaEvent join = new CudaEvent(owner, context, false);
            DeviceSpan memory = new DeviceMemory(owner, context, 64, "x").span();
            main.beginCapture();
            fork.record(main);
            side.waitFor(fork);
            side.fillInts(memory, 1);
            join.record(side);
            main.waitFor(join);
            assertEquals(Map.of(CudaGraph.Node.FILL, 1), main.endCapture(owner).nodes());
            assertFalse(driver.record().contains("\n!"), driver.record());

            main.beginCapture();
            fork.record(main);
            side.waitFor(fork);
            side.fillInts(memory, 1);
            assertEquals(904, code(() -> main.endCapture(owner)), "without the way back");
        }
    }

    @Test
    void whatACaptureForbidsIsRefusedByNumber() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            for (Runnable forbidden : new Runnable[] {
                stream::synchronize,
                context::synchronize,
                () -> new DeviceMemory(owner, context, 16, "x"),
                () -> new PinnedMemory(owner, context, 16, PinnedMemory.Access.READ_AND_WRITE),
                () -> new CudaModule(owner, context, IMAGE, "late")
            }) {
                stream.beginCapture();
                assertEquals(900, code(forbidden::run));
                assertEquals(901, code(() -> stream.endCapture(owner)), "and the capture is spoilt");
            }
        }
    }

    @Test
    void aGraphTakesOtherArgumentsButNoOtherForm() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            DeviceSpan memory = new DeviceMemory(owner, context, 64, "x").span();
            CudaGraphExec exec = fills(owner, stream, memory, 1).instantiate(owner);
            assertTrue(exec.update(fills(owner, stream, memory.slice(32, 32), 1)));
            assertFalse(exec.update(fills(owner, stream, memory, 2)));
        }
        assertAccepted();
    }

    private static CudaGraph fills(Arena owner, CudaStream stream, DeviceSpan memory, int times) {
        stream.beginCapture();
        for (int i = 0; i < times; i++) stream.fill(memory, (byte) 1);
        return stream.endCapture(owner);
    }

    @Test
    void copiesStayInsideTheirMemory() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "copy", false);
            DeviceSpan memory = new DeviceMemory(owner, context, 64, "x").span();
            PinnedMemory pinned = new PinnedMemory(owner, context, 64, PinnedMemory.Access.WRITE_ONLY);
            pinned.segment().fill((byte) 3);
            stream.copyToDevice(memory, pinned.segment());
            stream.copyToHost(owner.allocate(16), memory.slice(48, 16));
            stream.copy(memory.slice(0, 32), memory.slice(32, 32));
            assertThrows(
                    IndexOutOfBoundsException.class, () -> stream.copyToDevice(memory.slice(1, 63), pinned.segment()));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.slice(60, 5));
            assertThrows(IllegalArgumentException.class, () -> stream.fillInts(memory.slice(0, 3), 0));
            stream.synchronize(); // pinned memory must stay until then
        }
        assertAccepted();
    }

    @Test
    void eventsMeasureTime() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            CudaEvent start = new CudaEvent(owner, context, true);
            CudaEvent end = new CudaEvent(owner, context, true);
            start.record(stream);
            end.record(stream);
            end.synchronize();
            assertTrue(end.isDone());
            assertEquals(1.5, end.millisSince(start));
            CudaEvent untimed = new CudaEvent(owner, context, false);
            assertThrows(IllegalArgumentException.class, () -> end.millisSince(untimed));
        }
        assertAccepted();
    }

    @Test
    void lackOfMemorySaysWhatWasWantedAndWhatIsLeft() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            new DeviceMemory(owner, context, 70L << 30, "weights");
            CudaException failure =
                    assertThrows(CudaException.class, () -> new DeviceMemory(owner, context, 11L << 30, "activations"));
            assertTrue(failure.isOutOfMemory());
            assertEquals(
                    "cuda: cuMemAlloc_v2 of 11811160064 bytes: out of memory (CUDA_ERROR_OUT_OF_MEMORY, 2); wanted 11264"
                            + " MiB for activations, free are 10240 of 81920 MiB of cuda:0",
                    failure.getMessage());
        }
        assertAccepted();
    }

    @Test
    void whatTheDriversCompilerSaysIsInTheMessage() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaException failure = assertThrows(
                    CudaException.class,
                    () -> new CudaModule(owner, context, "faulty".getBytes(US_ASCII), "broken.cu"));
            assertEquals(218, failure.code());
            assertEquals(
                    "cuda: cuModuleLoadDataEx broken.cu: a PTX JIT compilation failed (CUDA_ERROR_INVALID_PTX, 218); its"
                            + " compiler said: line 1: fault",
                    failure.getMessage());
            CudaModule module = new CudaModule(owner, context, IMAGE, "fine.cu");
            assertEquals(500, code(() -> module.function("missing")));
        }
    }

    @Test
    void aLostContextIsKnown() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            driver.fail("cuStreamSynchronize", 700);
            CudaException failure = assertThrows(CudaException.class, stream::synchronize);
            assertTrue(failure.isContextLost());
            String text = String.valueOf(failure.getMessage());
            assertTrue(text.endsWith("the card's context is lost: end the process"), text);
        }
    }

    @Test
    void aContextStaysUntilAllThatWasMadeInItIsGone() {
        String before;
        try (Arena longer = Arena.ofConfined()) {
            try (Arena shorter = Arena.ofConfined()) {
                new CudaStream(longer, context(shorter), "compute", false);
            }
            before = driver.record();
        }
        assertFalse(before.contains("cuDevicePrimaryCtxRelease_v2"), before);
        assertEquals("""
                cuCtxSetCurrent context1
                cuStreamDestroy_v2 stream1
                cuDevicePrimaryCtxRelease_v2 0
                """, driver.record().substring(before.length()));
        assertAccepted();
    }

    @Test
    @SuppressWarnings("MustBeClosed") // by another thread
    void memoryIsFreedByWhicheverThreadCloses() throws InterruptedException {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            Arena shared = Arena.ofShared();
            new DeviceMemory(shared, context, 64, "x");
            String before = driver.record();
            Thread other = Thread.ofPlatform().start(shared::close);
            other.join();
            assertEquals(
                    "cuCtxSetCurrent context1\ncuMemFree_v2 memory1\n",
                    driver.record().substring(before.length()));
        }
        assertAccepted();
    }

    @Test
    void startsThatFailNameTheRemedy() {
        driver.cards(0);
        CudaException none = assertThrows(CudaException.class, () -> CudaDevice.of(0));
        assertEquals(
                "cuda: cuInit: no CUDA-capable device is detected (CUDA_ERROR_NO_DEVICE, 100); no card is visible: look at"
                        + " CUDA_VISIBLE_DEVICES and at the flags of the container",
                none.getMessage());
        driver.cards(1);
        String few = String.valueOf(assertThrows(IllegalArgumentException.class, () -> CudaDevice.of(1))
                .getMessage());
        assertEquals("cuda:1: there are 1 cards, numbered from 0", few);
        driver.version(11080);
        String old =
                String.valueOf(assertThrows(NativeException.class, Driver::load).getMessage());
        assertTrue(old.startsWith("cuda driver: wanted one for CUDA 12.0 or newer, got one for 11.8, "), old);
    }

    @Test
    void aCardDescribesItself() {
        CudaDevice card = CudaDevice.all().getFirst();
        assertEquals("cuda:0 Fake H200, sm_90, 132 multiprocessors, 81920 MiB", card.toString());
        assertEquals("10111213-1415-1617-1819-1a1b1c1d1e1f", card.uuid().toString());
        assertEquals(232_448, card.sharedBytes());
    }

    @Test
    void sizesOfALaunchAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> LaunchSize.of(0, 32));
        assertThrows(IllegalArgumentException.class, () -> LaunchSize.of(1, 1025));
        assertThrows(IllegalArgumentException.class, () -> new LaunchSize(1, 65_536, 1, 32, 1, 1, 0));
        assertEquals(1 << 30, LaunchSize.of(1 << 30, 1024).gridX());
    }

    @Test
    void useOfFreedMemoryIsABreachThatTheFakeDriverSees() {
        try (Arena owner = Arena.ofConfined()) {
            CudaContext context = context(owner);
            CudaStream stream = new CudaStream(owner, context, "compute", false);
            DeviceSpan gone;
            try (Arena brief = Arena.ofConfined()) {
                gone = new DeviceMemory(brief, context, 64, "x").span();
            }
            assertEquals(1, code(() -> stream.fill(gone, (byte) 0)));
            MemorySegment arguments = owner.allocate(8, 8);
            arguments.set(JAVA_LONG, 0, gone.address());
            CudaFunction kernel = new CudaModule(owner, context, IMAGE, "k").function("k");
            CudaLaunch launch = new CudaLaunch(owner, kernel, LaunchSize.of(1, 1), arguments);
            assertEquals(700, code(() -> launch.launch(stream)));
            assertEquals(0, arguments.get(JAVA_BYTE, 7));
        }
    }

    private static CudaContext context(Arena owner) {
        return new CudaContext(owner, CudaDevice.of(0), CudaContext.Waiting.ASLEEP);
    }

    private static int code(Executable call) {
        return assertThrows(CudaException.class, call).code();
    }

    private void assertAccepted() {
        driver.assertAcceptedAndNothingLeft();
    }
}
