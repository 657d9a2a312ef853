package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.cuda.CudaDevice;
import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the back-end says to the driver, and that it is what a driver would accept. */
class CudaBackendTest extends FakeCardTests {
    @Test
    void openingMakesOneStreamAndClosingGivesAllBack() {
        try (Kernels kernels = open()) {
            assertEquals("a card that is not there", kernels.describe());
            assertEquals("cuda:0", kernels.device().toString());
        }
        String record = driver.record();
        assertEquals("""
                cuDevicePrimaryCtxSetFlags_v2 0 flags 4
                cuDevicePrimaryCtxRetain 0 -> context1
                cuCtxSetCurrent context1
                cuCtxGetStreamPriorityRange
                cuStreamCreateWithPriority flags 1 priority -5 -> stream1
                cuStreamSynchronize stream1
                cuCtxSetCurrent context1
                cuStreamDestroy_v2 stream1
                cuDevicePrimaryCtxRelease_v2 0
                """, record.substring(record.indexOf("cuDevicePrimaryCtxSetFlags")));
    }

    @Test
    void anElementwiseOpLoadsItsKernelOnceAndLaunchesIt() {
        try (Kernels kernels = open()) {
            Memory memory = kernels.memory();
            Buffer x = memory.allocate(new Shape(10, 100), DType.F32);
            Buffer y = memory.allocate(new Shape(10, 100), DType.F32);
            String before = driver.record();
            kernels.elementwise().affine(x, 2, 1, y);
            kernels.elementwise().affine(y.rows(1, 2), 2, 0, x.rows(0, 1));
            kernels.synchronize();
            assertEquals("""
                    cuModuleLoadDataEx option 5 option 6 -> module1
                    cuModuleGetFunction module1 affine_f32 -> function1
                    cuFuncLoad function1
                    cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory1 memory2 3e8 0 40000000 3f800000)
                    cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory2+400 memory1 64 0 40000000 0)
                    cuStreamSynchronize stream1
                    """, since(before));
            assertEquals(List.of("affine"), compiled);
        }
        assertAccepted();
    }

    @Test
    void aConvolutionWithoutCudnnIsColumnsProductAndActivation() {
        System.setProperty(CudaKernels.CONV_PROPERTY, "columns");
        try (Kernels kernels = open()) {
            Memory memory = kernels.memory();
            Buffer x = memory.allocate(new Shape(1, 8, 8, 16), DType.F32);
            Buffer w = memory.allocate(new Shape(32, 3, 3, 16), DType.F32);
            Buffer bias = memory.allocate(new Shape(32), DType.F32);
            Buffer y = memory.allocate(new Shape(1, 8, 8, 32), DType.F32);
            String before = driver.record();
            kernels.conv().forward(x, w, bias, null, Conv2dOptions.same(3), Activation.leakyRelu(0.5), y);
            assertEquals("""
                    cuMemAlloc_v2 36864 -> memory5
                    cuModuleLoadDataEx option 5 option 6 -> module1
                    cuModuleGetFunction module1 im2col_f32 -> function1
                    cuFuncLoad function1
                    cuLaunchKernel function1 im2col_f32 grid 36 1 1 block 256 1 1 shared 0 stream1 (memory1 memory5 1 8 8 10 10 3 3 8 8 1 1 0 1 1 0 0)
                    cuModuleLoadDataEx option 5 option 6 -> module2
                    cuModuleGetFunction module2 matmul_f32 -> function2
                    cuFuncLoad function2
                    cuLaunchKernel function2 matmul_f32 grid 1 1 1 block 256 1 1 shared 8320 stream1 (memory5 memory2 memory3 memory4 40 20 90 0 1 0 20 0 0 0 0 0 0 0 0 0)
                    cuModuleLoadDataEx option 5 option 6 -> module3
                    cuModuleGetFunction module3 blocks_act_f32 -> function3
                    cuFuncLoad function3
                    cuLaunchKernel function3 blocks_act_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory4 0 0 0 0 memory4 40 0 8 8 1 20 20 0 ffffffff 1 3f000000)
                    """, since(before));
        } finally {
            System.clearProperty(CudaKernels.CONV_PROPERTY);
        }
        assertAccepted();
    }

    @Test
    void aSecondRunAllocatesAndLoadsNothing() {
        System.setProperty(CudaKernels.CONV_PROPERTY, "columns");
        try (Kernels kernels = open()) {
            step(kernels);
            long reserved = kernels.memory().reservedBytes();
            String before = driver.record();
            step(kernels);
            String second = since(before);
            assertTrue(second.contains("cuLaunchKernel"), second);
            for (String forbidden : new String[] {"cuMemAlloc", "cuMemFree", "cuModule", "cuFunc", "cuCtxSetCurrent"}) {
                assertFalse(second.contains(forbidden), second);
            }
            assertEquals(reserved, kernels.memory().reservedBytes());
            assertEquals(0, kernels.memory().usedBytes());
        } finally {
            System.clearProperty(CudaKernels.CONV_PROPERTY);
        }
        assertAccepted();
    }

    private static void step(Kernels kernels) {
        Memory memory = kernels.memory();
        Buffer x = memory.allocate(new Shape(2, 16, 16, 8), DType.F32);
        Buffer w = memory.allocate(new Shape(8, 5, 5, 8), DType.F32);
        Buffer y = memory.allocate(new Shape(2, 8, 8, 8), DType.F32);
        Conv2dOptions options = Conv2dOptions.same(5).withStride(2);
        memory.fill(w, 0.5);
        kernels.conv().forward(x, w, null, null, options, Activation.NONE, y);
        Buffer dw = memory.allocate(w.shape(), DType.F32);
        Buffer db = memory.allocate(new Shape(8), DType.F32);
        kernels.conv().backwardWeights(x, y, options, dw, db);
        kernels.conv().backwardData(y, w, options, x);
        for (Buffer buffer : List.of(x, w, y, dw, db)) memory.release(buffer);
    }

    @Test
    void theHostCannotFollowABuffersAddress() {
        try (Kernels kernels = open()) {
            Buffer x = kernels.memory().allocate(new Shape(4, 64), DType.F32);
            assertThrows(WrongThreadException.class, () -> x.segment().get(JAVA_FLOAT, 0));
            assertThrows(
                    WrongThreadException.class, () -> x.rows(1, 2).segment().set(JAVA_FLOAT, 0, 1));
            assertThrows(WrongThreadException.class, () -> x.segment().fill((byte) 0));
            assertEquals(256, x.rows(1, 2).segment().address() - x.segment().address());
        }
    }

    @Test
    void lackOfMemoryGivesBackWhatWaitsAndTriesOnceMore() {
        try (Kernels kernels = open()) {
            Memory memory = kernels.memory();
            memory.release(memory.allocate(gibibytes(50), DType.F32));
            String before = driver.record();
            Buffer large = memory.allocate(gibibytes(60), DType.F32);
            assertEquals(
                    """
                    cuMemAlloc_v2 64424509440 -> 2
                    cuMemGetInfo_v2
                    cuMemFree_v2 memory1
                    cuMemAlloc_v2 64424509440 -> memory2
                    """, since(before).replace("cuCtxSetCurrent context1\n", "").replaceAll("cuGetError.*\n", ""));
            assertEquals(60L << 30, memory.reservedBytes());
            memory.release(memory.allocate(gibibytes(1), DType.F32));
            OutOfMemoryError error =
                    assertThrows(OutOfMemoryError.class, () -> memory.allocate(gibibytes(21), DType.F32));
            assertEquals(
                    "cuda:0: out of memory, wanted 21504 MiB for f32 [21, 268435456]; 61440 MiB are in use by 1 buffers,"
                            + " 1024 MiB kept for reuse were given back, 20480 of the card's 81920 MiB are free; a smaller"
                            + " batch size, resolution or dims helps, or ending other programs on this card",
                    error.getMessage());
            memory.release(large);
            assertEquals(0, memory.usedBytes());
        }
        assertAccepted();
    }

    private static Shape gibibytes(int count) {
        return new Shape(count, 1 << 28);
    }

    @Test
    void sizesAreRoundedByAtMostAnEighthOr32Mebibytes() {
        assertEquals(512, CudaMemory.roundUp(1));
        assertEquals(1024, CudaMemory.roundUp(513));
        assertEquals(9 << 20, CudaMemory.roundUp((8 << 20) + 1));
        assertEquals(70L << 30, CudaMemory.roundUp((70L << 30) - 1));
        for (long bytes = 1; bytes < 1L << 40; bytes = bytes * 3 + 7) {
            long rounded = CudaMemory.roundUp(bytes);
            assertTrue(rounded >= bytes && rounded % 512 == 0, bytes + " " + rounded);
            assertTrue(rounded - bytes <= Math.max(512, Math.min(bytes / 8, 32 << 20)), bytes + " " + rounded);
        }
    }

    @Test
    void picturesReachTheCardInAStreamOfTheirOwnAndTheirBufferInThatOfAllWork() {
        try (Kernels kernels = open()) {
            Memory memory = kernels.memory();
            int count = (10 << 20) / 4;
            Buffer x = memory.allocate(new Shape(count), DType.F32);
            String before = driver.record();
            memory.upload(new float[count], x);
            assertEquals("""
                    cuStreamCreateWithPriority flags 1 priority 0 -> stream2
                    cuMemHostAlloc 8388608 flags 5
                    cuMemAlloc_v2 8388608 -> memory2
                    cuEventCreate flags 3 -> event1
                    cuEventCreate flags 3 -> event2
                    cuEventSynchronize event1
                    cuStreamWaitEvent stream2 event2 0
                    cuMemcpyHtoDAsync_v2 memory2 8388608 bytes stream2
                    cuEventRecord event1 stream2
                    cuStreamWaitEvent stream1 event1 0
                    cuMemcpyDtoDAsync_v2 memory1 memory2 8388608 bytes stream1
                    cuEventRecord event2 stream1
                    cuEventQuery event2
                    cuEventSynchronize event1
                    cuStreamWaitEvent stream2 event2 0
                    cuMemcpyHtoDAsync_v2 memory2 2097152 bytes stream2
                    cuEventRecord event1 stream2
                    cuStreamWaitEvent stream1 event1 0
                    cuMemcpyDtoDAsync_v2 memory1+8388608 memory2 2097152 bytes stream1
                    cuEventRecord event2 stream1
                    """, since(before).replaceAll(" bytes [0-9a-f]{8}", " bytes"));
        }
        assertAccepted();
    }

    @Test
    void largeDownloadsGoThroughBothHalvesOfPinnedMemory() {
        try (Kernels kernels = open()) {
            Memory memory = kernels.memory();
            int count = (10 << 20) / 4;
            Buffer x = memory.allocate(new Shape(count), DType.F32);
            String before = driver.record();
            float[] out = new float[count];
            java.util.Arrays.fill(out, 1);
            memory.download(x, out);
            assertEquals("""
                    cuMemHostAlloc 8388608 flags 1
                    cuEventCreate flags 3 -> event1
                    cuEventCreate flags 3 -> event2
                    cuMemcpyDtoHAsync_v2 memory1 4194304 bytes stream1
                    cuEventRecord event1 stream1
                    cuMemcpyDtoHAsync_v2 memory1+4194304 4194304 bytes stream1
                    cuEventRecord event2 stream1
                    cuEventSynchronize event1
                    cuMemcpyDtoHAsync_v2 memory1+8388608 2097152 bytes stream1
                    cuEventRecord event1 stream1
                    cuEventSynchronize event2
                    cuEventSynchronize event1
                    """, since(before));
            assertArrayEquals(new float[count], out, "what the driver wrote");
        }
        assertAccepted();
    }

    @Test
    void whatIsFetchedIsWaitedForWhenItIsAskedForAndOnlyOnce() {
        try (Kernels kernels = open()) {
            Memory memory = kernels.memory();
            Buffer x = memory.allocate(new Shape(100), DType.F32);
            memory.upload(new float[100], x);
            String before = driver.record();
            Supplier<float[]> values = memory.fetch(x);
            memory.fill(x, 1);
            assertEquals("""
                    cuEventSynchronize event2
                    cuMemcpyDtoHAsync_v2 memory1 400 bytes stream1
                    cuEventRecord event2 stream1
                    cuMemsetD32Async memory1 1065353216 times 100 stream1
                    """, since(before));
            before = driver.record();
            assertArrayEquals(new float[100], values.get());
            assertArrayEquals(new float[100], values.get());
            assertEquals("cuEventSynchronize event2\n", since(before));
            var others = new ArrayList<Supplier<float[]>>();
            for (int i = 0; i < 40; i++) others.add(memory.fetch(x)); // more than there are pieces
            for (Supplier<float[]> other : others) assertEquals(100, other.get().length);
        }
        assertAccepted();
    }

    @Test
    void sharedMemoryAbove48KibibytesIsAllowedForBeforeTheLaunchAndOnce() {
        try (CudaSession session = new CudaSession(CudaDevice.of(0))) {
            var launcher = new DriverLauncher(session, this::image);
            LaunchDescriptor kernel = LaunchDescriptors.get("fill", DType.F32);
            String before = driver.record();
            for (int bytes : new int[] {48 << 10, 50 << 10, 50 << 10}) {
                launcher.launch(kernel, LaunchGeometry.over(1, 1).withShared(bytes), null, 1L, 0f);
            }
            String record = since(before);
            assertEquals(
                    1,
                    record.lines()
                            .filter(line -> line.startsWith("cuFuncSetAttribute"))
                            .count(),
                    record);
            assertTrue(record.contains("cuFuncSetAttribute function1 8 51200"), record);
        }
        assertAccepted();
    }

    @Test
    void anotherThreadBindsTheContextAtItsFirstCall() throws InterruptedException {
        try (Kernels kernels = open()) {
            Buffer x = kernels.memory().allocate(new Shape(64), DType.F32);
            String before = driver.record();
            Thread other = Thread.ofPlatform().start(() -> {
                kernels.memory().fill(x, 0);
                kernels.memory().fill(x, 1);
            });
            other.join();
            assertEquals("""
                    cuCtxSetCurrent context1
                    cuMemsetD8Async memory1 0 times 256 stream1
                    cuMemsetD32Async memory1 1065353216 times 64 stream1
                    """, since(before));
        }
        assertAccepted();
    }

    private void assertAccepted() {
        driver.assertAcceptedAndNothingLeft();
    }
}
