package doppel.app.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.cli.Main;
import doppel.app.demo.TalkingHead;
import doppel.app.mark.AiMark;
import doppel.app.media.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doppel swap} as a process of its own, killed without warning. */
class KilledSwapTest {
    private static final int FRAMES = 6;
    private static final int KILLS = 10;
    private static final int ITERATIONS = 12;

    @TempDir
    Path folder;

    @Test
    void aSwapGoesOnAfterTenKills() throws IOException, InterruptedException {
        Clips.head(folder.resolve("src.mp4"), TalkingHead.mira(50), FRAMES);
        Clips.head(folder.resolve("dst.mp4"), TalkingHead.tomas(50), FRAMES);
        long started = System.nanoTime();
        assertEquals(0, start("whole").waitFor());
        long whole = (System.nanoTime() - started) / 1_000_000;
        checkResult("whole");

        var random = new SplittableRandom(11);
        int round = 0;
        for (int killed = 0; killed < KILLS; ) {
            Process swap = start("killed" + round);
            if (swap.waitFor(random.nextLong(whole / 10, whole), TimeUnit.MILLISECONDS)) {
                assertEquals(0, swap.exitValue(), "round " + round);
                checkResult("killed" + round++); // came to its end in spite of the kills: on with a fresh one
            } else {
                swap.destroyForcibly().waitFor();
                killed++;
            }
        }
        assertEquals(0, start("killed" + round).waitFor(), "after the last kill");
        checkResult("killed" + round);
    }

    /** All frames, the mark, and the losses of a run that nobody killed. */
    private void checkResult(String name) throws IOException {
        Path result = folder.resolve(name + ".mp4");
        assertTrue(AiMark.read(result).isPresent());
        try (VideoReader clip = VideoReader.open(result)) {
            int frames = 0;
            while (clip.next() != null) frames++;
            assertEquals(FRAMES, frames);
        }
        List<String> rows = Files.readAllLines(folder.resolve(name + "-workspace/model/losses.csv"));
        List<String> expected = Files.readAllLines(folder.resolve("whole-workspace/model/losses.csv"));
        assertEquals(ITERATIONS + 1, rows.size());
        for (int i = 1; i <= ITERATIONS; i++) assertEquals(losses(expected.get(i)), losses(rows.get(i)));
    }

    /** A row without its last field, the milliseconds. */
    private static String losses(String row) {
        return row.substring(0, row.lastIndexOf(','));
    }

    private Process start(String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "swap",
                "--src=src.mp4",
                "--dst=dst.mp4",
                "--out=" + name + ".mp4",
                "--iterations=" + ITERATIONS);
        builder.directory(folder.toFile());
        builder.environment().put("XDG_DATA_HOME", folder.toString()); // no face networks
        builder.environment().remove("DOPPEL_MODELS");
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        return builder.start();
    }
}
