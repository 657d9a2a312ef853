package doppel.app.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.junit.jupiter.api.Test;

class OpenCvTest {
    private static void everyOperation() throws IOException {
        FloatImage x = new FloatImage(64, 48, 3);
        Frame f = x.toFrame();
        Warp.affine(x, Affine.IDENTITY, 32, 32, Interpolation.CUBIC, Border.REPLICATE);
        Warp.affine(f, Affine.IDENTITY, 32, 32, Interpolation.LINEAR, Border.CONSTANT);
        Warp.remap(x, new float[64], new float[64], 8, 8, Interpolation.LINEAR, Border.CONSTANT);
        Resize.to(f, 20, 10, Interpolation.AREA);
        Filter.gaussian(x, 5, 0);
        Filter.erode(x, 5, 1);
        Filter.dilate(x, 5, 1);
        Filter.filter2d(x, new float[9], 3, 3);
        Filter.bilateral(x, 5, 1, 1);
        ColorSpace.labToBgr(ColorSpace.bgrToLab(x));
        Draw.fillConvexHull(x, new int[] {1, 1, 9, 9, 1, 9}, 1);
        Draw.fillPolygon(x, new int[] {1, 1, 9, 9, 1, 9}, 1);
        Draw.circle(f, 9, 9, 3, 0xFF);
        Draw.text(f, "text", 9, 9, 0.5, 0xFF);
        SeamlessClone.normal(f, f, full(), 32, 24);
        Codec.decodeAllChannels(Codec.png(x));
        Codec.decode(Codec.jpeg(f, 90));
    }

    private static byte[] full() {
        byte[] mask = new byte[64 * 48];
        Arrays.fill(mask, (byte) 1);
        return mask;
    }

    @Test
    void noOperationLeavesNativeMemoryBehind() throws IOException {
        everyOperation();
        long before = Pointer.totalBytes();
        long objects = Pointer.totalCount();
        for (int i = 0; i < 20; i++) everyOperation();
        assertEquals(before, Pointer.totalBytes());
        assertEquals(objects, Pointer.totalCount());
    }

    @Test
    void callsRunOnTheCallingThread() {
        Resize.to(new Frame(2000, 2000), 999, 999, Interpolation.LINEAR);
        assertEquals(1, opencv_core.getNumThreads());
    }

    @Test
    void exceptionsOfTheLibraryBecomeNativeExceptions() {
        NativeException e = assertThrows(
                NativeException.class,
                () -> OpenCv.map("odd", new FloatImage(2, 2, 1), (s, t) -> opencv_core.merge(new MatVector(), t)));
        assertTrue(e.toString().contains("odd: opencv refused"), e.getMessage());
    }

    /** oneDNN brings OpenMP's libgomp; a second runtime would compete with it for the cores. */
    @Test
    void opencvBringsNoOpenMpRuntime() throws IOException {
        Resize.to(new Frame(4, 4), 2, 2, Interpolation.AREA);
        List<String> libraries;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            libraries = lines.filter(line -> line.contains(".so"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
        }
        assertTrue(libraries.stream().anyMatch(path -> path.contains("libopencv_core")));
        List<String> runtimes = libraries.stream()
                .filter(path -> path.matches(".*/lib(gomp|iomp5|omp|mkl_).*"))
                .toList();
        assertTrue(runtimes.size() <= 1, "one may come with oneDNN: " + runtimes);
        assertTrue(runtimes.stream().noneMatch(path -> path.contains("opencv") || path.contains("openblas")));
    }
}
