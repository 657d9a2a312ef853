package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Program;
import doppel.kernels.Shape;
import org.junit.jupiter.api.Test;

/** What a program says to the driver, run by run. */
class CudaProgramTest extends FakeCardTests {
    private static final Shape SHAPE = new Shape(300);

    private void assertAccepted() {
        driver.assertAcceptedAndNothingLeft();
    }

    /** {@code y = 4 (2 x + 1)}, with two buffers of its own that are not in use together with a third. */
    private static void work(Kernels kernels, Buffer x, Buffer y) {
        Buffer a = kernels.memory().allocate(SHAPE, DType.F32);
        kernels.elementwise().affine(x, 2, 1, a);
        Buffer b = kernels.memory().allocate(SHAPE, DType.F32);
        kernels.elementwise().affine(a, 2, 0, b);
        kernels.memory().release(a);
        Buffer c = kernels.memory().allocate(SHAPE, DType.F32);
        kernels.memory().fill(c, 0);
        kernels.elementwise().affine(b, 2, 0, y);
        kernels.memory().release(c);
        kernels.memory().release(b);
    }

    @Test
    void theThirdRunIsRecordedAtFixedPlacesAndEachOneAfterItIsOneLaunch() {
        try (Kernels kernels = open()) {
            Buffer x = kernels.memory().allocate(SHAPE, DType.F32);
            Buffer y = kernels.memory().allocate(SHAPE, DType.F32);
            try (Program program = kernels.program("step", () -> work(kernels, x, y))) {
                program.run();
                String before = driver.record();
                program.run();
                assertEquals("""
                        cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory1 memory4 12c 0 40000000 3f800000)
                        cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory4 memory3 12c 0 40000000 0)
                        cuMemsetD8Async memory4 0 times 1200 stream1
                        cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory3 memory2 12c 0 40000000 0)
                        """, since(before).replace("cuCtxSetCurrent context1\n", ""));
                before = driver.record();
                program.run();
                assertEquals("""
                        cuMemFree_v2 memory4
                        cuMemFree_v2 memory3
                        cuMemAlloc_v2 3072 -> memory5
                        cuStreamBeginCapture_v2 stream1 mode 1
                        cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory1 memory5 12c 0 40000000 3f800000)
                        cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory5 memory5+1536 12c 0 40000000 0)
                        cuMemsetD8Async memory5 0 times 1200 stream1
                        cuLaunchKernel function1 affine_f32 grid 1 1 1 block 256 1 1 shared 0 stream1 (memory5+1536 memory2 12c 0 40000000 0)
                        cuStreamEndCapture stream1 -> graph1 of 4 nodes
                        cuGraphInstantiateWithFlags graph1 flags 0 -> exec1
                        cuGraphUpload exec1 stream1
                        cuGraphLaunch exec1 stream1
                        """, since(before).replace("cuCtxSetCurrent context1\n", ""));
                before = driver.record();
                program.run();
                assertEquals("cuGraphLaunch exec1 stream1\n", since(before));
                assertEquals(3072 + 2 * 1536, kernels.memory().usedBytes());
            }
            assertEquals(2 * 1536, kernels.memory().usedBytes());
        }
        assertAccepted();
    }

    @Test
    void workThatUploadsOrDownloadsOrWaitsIsRefusedAndTheStreamCanBeUsedAgain() {
        try (Kernels kernels = open()) {
            Buffer x = kernels.memory().allocate(SHAPE, DType.F32);
            refused(kernels, "uploads", () -> kernels.memory().upload(new float[300], x));
            refused(kernels, "downloads", () -> kernels.memory().download(x, new float[300]));
            refused(kernels, "downloads", () -> kernels.memory().fetch(x));
            refused(kernels, "waits", kernels::synchronize);
            kernels.synchronize();
        }
        assertAccepted();
    }

    private static void refused(Kernels kernels, String what, Runnable work) {
        try (Program program = kernels.program("step", work)) {
            program.run();
            program.run();
            IllegalStateException e = assertThrows(IllegalStateException.class, program::run);
            assertEquals("program: it " + what + ", which cannot be recorded", e.getMessage());
            assertEquals(0, e.getSuppressed().length);
        }
    }

    @Test
    void workThatKeepsABufferIsRefusedBeforeItIsRecorded() {
        try (Kernels kernels = open();
                Program program = kernels.program("step", () -> kernels.memory().allocate(SHAPE, DType.F32))) {
            program.run();
            IllegalStateException e = assertThrows(IllegalStateException.class, program::run);
            assertEquals("program: 1 of the buffers that it made were not released by its end", e.getMessage());
        }
        assertAccepted();
    }

    @Test
    void workThatChangesItsMindIsRefused() {
        int[] sizes = {300, 300, 301};
        int[] run = {0};
        try (Kernels kernels = open();
                Program program = kernels.program("step", () -> {
                    Buffer a = kernels.memory().allocate(new Shape(sizes[run[0]++]), DType.F32);
                    kernels.memory().release(a);
                })) {
            program.run();
            program.run();
            IllegalStateException e = assertThrows(IllegalStateException.class, program::run);
            assertEquals(
                    "program: a run is not as the one before, after 1 of 1 allocations: it allocates 1204 bytes, not 1200",
                    e.getMessage());
        }
        assertAccepted();
    }
}
