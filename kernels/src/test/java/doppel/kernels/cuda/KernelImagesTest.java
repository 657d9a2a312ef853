package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.bindings.lifetime.NativeException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Every source is compiled once, whoever asks for it and when. */
class KernelImagesTest {
    @Test
    void everySourceIsCompiledOnceWithoutBeingAskedFor() throws InterruptedException {
        Map<String, Integer> compiled = new ConcurrentHashMap<>();
        int sources = LaunchDescriptors.sources().size();
        var all = new CountDownLatch(sources);
        var images = new KernelImages(source -> {
            compiled.merge(source.name(), 1, Integer::sum);
            all.countDown();
            return new byte[] {(byte) source.name().length()};
        });
        all.await();
        for (KernelSource source : LaunchDescriptors.sources()) {
            assertArrayEquals(new byte[] {(byte) source.name().length()}, images.apply(source));
            assertArrayEquals(new byte[] {(byte) source.name().length()}, images.apply(source));
        }
        assertEquals(sources, compiled.size());
        compiled.forEach((name, times) -> assertEquals(1, times, name));
    }

    @Test
    void aFaultIsToldWhenItsKernelIsWantedAndHindersNoOther() {
        var images = new KernelImages(source -> {
            if (source.name().equals("cast")) throw new NativeException("cast.cu(3): error: no");
            return new byte[1];
        });
        for (KernelSource source : LaunchDescriptors.sources()) {
            if (!source.name().equals("cast")) {
                assertEquals(1, images.apply(source).length);
                continue;
            }
            NativeException e = assertThrows(NativeException.class, () -> images.apply(source));
            assertEquals("cast.cu(3): error: no", e.getMessage());
        }
    }
}
