package doppel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.app.data.Faces;
import doppel.app.demo.TalkingHead;
import doppel.app.jobs.Clips;
import doppel.app.jobs.StopSignal;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads, and the exit code, when something is wrong. */
class MainTest {
    private record Outcome(int code, String out, String err) {
        Outcome saysInOneLine(int wanted, String... words) {
            assertEquals(wanted, code, err);
            String line = err.lines()
                    .filter(l -> l.startsWith("doppel: "))
                    .findFirst()
                    .orElse("");
            for (String word : words) assertTrue(line.contains(word), "no \"" + word + "\" in: " + err);
            assertFalse(err.contains("\tat "), "a stack trace: " + err);
            assertFalse(err.contains("this should not happen"), err);
            return this;
        }
    }

    @TempDir
    static Path folder;

    private static Path source;
    private static Path destination;
    private static Path noFace;

    @BeforeAll
    static void draw() throws IOException {
        source = Clips.head(folder.resolve("src.mp4"), TalkingHead.mira(50), 4);
        destination = Clips.head(folder.resolve("dst.mp4"), TalkingHead.tomas(50), 4);
        noFace = Clips.empty(folder.resolve("wall.mp4"), 4);
    }

    private static Outcome doppel(Object... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] text = new String[args.length];
        for (int i = 0; i < args.length; i++) text[i] = args[i].toString();
        int code = Main.run(new StopSignal(), new PrintWriter(out, true), new PrintWriter(err, true), text);
        return new Outcome(code, out.toString(), err.toString());
    }

    private static Outcome swap(Path src, Path dst, Path out, Object... more) {
        Object[] args = new Object[8 + more.length];
        Object[] first = {"swap", "--src", src, "--dst", dst, "--out", out, "--iterations=1"};
        System.arraycopy(first, 0, args, 0, 8);
        System.arraycopy(more, 0, args, 8, more.length);
        return doppel(args);
    }

    @Test
    void versionAndHelpAreAnswered() {
        assertEquals(0, doppel("--version").code());
        Outcome help = doppel("--help");
        assertEquals(0, help.code());
        for (String command : new String[] {"swap", "extract", "train", "merge", "video", "doctor", "demo"}) {
            assertTrue(help.out().contains(command), command);
            assertEquals(0, doppel(command, "--help").code(), command);
        }
    }

    @Test
    void aMissingFileIsNamed() {
        swap(folder.resolve("gone.mp4"), destination, folder.resolve("a.mp4"))
                .saysInOneLine(1, "gone.mp4", "no such file");
    }

    @Test
    void aFileThatIsNoVideoIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("letter.mp4"), "Dear Sir or Madam".repeat(100));
        swap(text, destination, folder.resolve("b.mp4")).saysInOneLine(1, "letter.mp4", "not a clip");
    }

    @Test
    void aClipWithoutAFaceIsNamed() {
        swap(noFace, destination, folder.resolve("c.mp4")).saysInOneLine(1, "wall.mp4", "no face found in 4 frames");
        doppel("extract", noFace, folder.resolve("none")).saysInOneLine(1, "wall.mp4", "no face");
    }

    @Test
    void smoothedFacesAreAnotherJobThanFacesAsTheyAreFound() {
        Path faces = folder.resolve("smooth");
        assertEquals(0, doppel("extract", source, faces, "--smooth=2").code());
        assertTrue(Files.exists(faces.resolve("00004_0.jpg")));
        doppel("extract", source, faces).saysInOneLine(1, "another job", "smoothed over 2 frames on each side");
        doppel("extract", source, faces, "--smooth=31").saysInOneLine(2, "smoothing", "got 31");
    }

    @Test
    void anUnwritableFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        swap(source, destination, file.resolve("out.mp4")).saysInOneLine(1, "out.mp4");
        swap(source, destination, Path.of("/proc/nowhere/out.mp4")).saysInOneLine(1, "/proc/nowhere");
    }

    @Test
    void anUnknownOptionIsNamed() {
        swap(source, destination, folder.resolve("e.mp4"), "--sorce=a").saysInOneLine(2, "--sorce");
        doppel("frobnicate").saysInOneLine(2, "frobnicate");
        doppel().saysInOneLine(2, "a command is missing");
        doppel("swap", "--src", source).saysInOneLine(2, "--dst", "--out");
        swap(source, destination, folder.resolve("f.mp4"), "--minutes=1").saysInOneLine(2, "mutually exclusive");
        doppel("doctor", "--device", "tpu").saysInOneLine(2, "--device", "tpu");
    }

    @Test
    void aResolutionThatIsNotAllowedIsNamed() throws IOException {
        Path faces = Faces.write(folder.resolve("faces"), TalkingHead.mira(50), 2);
        doppel(
                        "train",
                        "--src",
                        faces,
                        "--dst",
                        faces,
                        "--model",
                        folder.resolve("m1"),
                        "--resolution=100",
                        "--iterations=1")
                .saysInOneLine(2, "resolution", "got 100", "the nearest is 96");
        doppel(
                        "train",
                        "--src",
                        faces,
                        "--dst",
                        faces,
                        "--model",
                        folder.resolve("m1"),
                        "--archi=dfx",
                        "--iterations=1")
                .saysInOneLine(2, "architecture", "dfx");
    }

    @Test
    void moreMemoryThanThereIsIsRefusedInOneLine() throws IOException {
        Path faces = Faces.write(folder.resolve("faces3"), TalkingHead.mira(50), 2);
        doppel(
                        "train",
                        "--src",
                        faces,
                        "--dst",
                        faces,
                        "--model",
                        folder.resolve("m3"),
                        "--preset=draft",
                        "--device=cpu",
                        "--batch=2000000000",
                        "--resolution=640",
                        "--iterations=1")
                .saysInOneLine(1, "out of memory");
    }

    @Test
    void aCorruptCheckpointIsNamedAndKept() throws IOException {
        Path faces = Faces.write(folder.resolve("faces2"), TalkingHead.mira(50), 2);
        Path model = Files.createDirectories(folder.resolve("m2"));
        Path checkpoint = Files.writeString(model.resolve("model.safetensors"), "{}".repeat(500));
        doppel("train", "--src", faces, "--dst", faces, "--model", model, "--iterations=1")
                .saysInOneLine(1, "model.safetensors");
        assertEquals(1000, Files.size(checkpoint));
    }

    @Test
    void aDeviceThatIsMissingIsAnErrorAndNoFallback() {
        assumeFalse(Backends.examine(new Device.Cuda(0)).isUsable(), "a card is here: its lack was not tested");
        swap(source, destination, folder.resolve("d.mp4"), "--device=cuda")
                .saysInOneLine(1, "cuda:0: ", "--device cpu");
        assertFalse(Files.exists(folder.resolve("d.mp4")));
    }

    @Test
    void theFirstLineOfARunSaysWhichDeviceAndWhy() {
        assumeFalse(Backends.examine(new Device.Cuda(0)).isUsable(), "a card is here: its lack was not tested");
        Outcome run = doppel("extract", noFace, folder.resolve("first"));
        String first = run.err().lines().findFirst().orElse("");
        assertTrue(first.contains("device: cpu"), run.err());
        assertTrue(first.contains("(no cuda: "), run.err());
    }

    @Test
    void aFullDiskIsNamedAndNothingHalfIsLeft() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "a small file system cannot be mounted here, so a full disk is not tested");
        try {
            Path out = disk.resolve("out.mp4");
            swap(source, destination, out).saysInOneLine(1, disk.toString(), "No space left on device");
            assertFalse(Files.exists(out));
            Path faces = disk.resolve("out-workspace/data_src/aligned");
            try (var files = Files.walk(disk)) {
                assertTrue(files.noneMatch(f -> f.toString().endsWith(".part")), "half a file is left");
            }
            assertTrue(Files.isDirectory(faces));
        } finally {
            assertEquals(
                    0, new ProcessBuilder("umount", disk.toString()).start().waitFor());
        }
    }

    @Test
    void doctorNamesWhatIsHere() {
        Outcome doctor = doppel("doctor");
        assertEquals(0, doctor.code(), doctor.out());
        for (String word : new String[] {
            "java", "oneDNN", "FFmpeg", "OpenCV", "YuNet", "cuda:0, driver", "nvrtc", "cublaslt", "cudnn", "kernels"
        }) {
            assertTrue(doctor.out().contains(word), doctor.out());
        }
    }
}
