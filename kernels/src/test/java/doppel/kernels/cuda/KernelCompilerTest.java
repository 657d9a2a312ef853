package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.bindings.testing.Wheels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real compiler in front of the disk. */
class KernelCompilerTest {
    @TempDir
    Path folder;

    @Test
    void aSourceIsCompiledOncePerKindOfCard() throws IOException {
        Wheels.assumeThere();
        var source = new KernelSource("affine");
        byte[] image = new KernelCompiler(90, new DiskCache(folder)).image(source);
        assertEquals(0x7f, image[0], "machine code comes as ELF");
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertArrayEquals(image, new KernelCompiler(90, new DiskCache(folder)).image(source));
        assertEquals(0, Files.getLastModifiedTime(file).toMillis(), "it was not written again");
        new KernelCompiler(120, new DiskCache(folder)).image(source);
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }
}
