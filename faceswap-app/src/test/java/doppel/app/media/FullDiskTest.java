package doppel.app.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.image.Codec;
import doppel.app.image.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of one megabyte; needs the right to mount one. */
class FullDiskTest {
    @TempDir
    private Path folder;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString());
        Assumptions.assumeTrue(mounted, "skipped: no right to mount a tmpfs");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) assertTrue(run("umount", folder.toString()));
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Frame noise(int width, int height, int seed) {
        Frame frame = new Frame(width, height);
        new Random(seed).nextBytes(frame.bgr());
        return frame;
    }

    private void assertEmpty() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    private static void assertTellsTheCause(Path file, IOException e) {
        assertTrue(e.toString().contains(file + ": cannot be written, "), e.toString());
        assertTrue(e.toString().contains("No space left on device"), e.toString());
    }

    @Test
    void clipThatDoesNotFitLeavesNothingBehind() throws IOException {
        for (String name : new String[] {"a.mp4", "a.mkv"}) {
            Path file = folder.resolve(name);
            try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(640, 480, Clips.RATE))) {
                IOException e = assertThrows(IOException.class, () -> {
                    for (int i = 0; i < 30; i++) out.write(noise(640, 480, i));
                    out.finish();
                });
                assertTellsTheCause(file, e);
            }
            assertEmpty();
        }
    }

    @Test
    void diskThatIsFullFromTheStartIsNoticed() throws IOException {
        fillUp();
        Path file = folder.resolve("a.mp4");
        IOException e =
                assertThrows(IOException.class, () -> Clips.write(file, VideoSettings.of(64, 48, Clips.RATE), 1));
        assertTellsTheCause(file, e);
        Files.delete(folder.resolve("ballast"));
        assertEmpty();
    }

    /** Little enough to stay in buffers until the end. */
    @Test
    void diskThatIsFullAtTheEndIsNoticed() throws IOException {
        Path file = folder.resolve("a.mp4");
        try (VideoWriter out = VideoWriter.open(file, VideoSettings.of(64, 48, Clips.RATE))) {
            fillUp();
            IOException e = assertThrows(IOException.class, () -> {
                for (int i = 0; i < 3; i++) out.write(noise(64, 48, i));
                out.finish();
            });
            assertTellsTheCause(file, e);
        }
        Files.delete(folder.resolve("ballast"));
        assertEmpty();
    }

    private void fillUp() throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("ballast"))) {
            byte[] page = new byte[4096];
            assertThrows(IOException.class, () -> {
                while (true) out.write(page);
            });
        }
    }

    @Test
    void pictureThatDoesNotFitLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("a.png");
        IOException e = assertThrows(IOException.class, () -> Codec.write(file, noise(1000, 1000, 1)));
        assertTellsTheCause(file, e);
        assertEmpty();
    }
}
