package doppel.app.jobs;

import doppel.app.detect.CascadeDetector;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.mark.Marks;
import doppel.app.media.Rational;
import doppel.app.media.VideoSettings;
import doppel.app.media.VideoWriter;
import doppel.app.models.ModelFile;
import doppel.app.models.ModelState;
import doppel.app.models.ModelStore;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.DeviceReport;
import doppel.kernels.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Examines what the program needs, by using it: the device computes, OpenCV and FFmpeg encode, the model files are
 * hashed.
 *
 * @param models where face networks are looked for
 * @param card the card to examine
 */
public record Doctor(ModelStore models, Device.Cuda card) {
    /**
     * What was found.
     *
     * @param healthy whether all that is needed is here; face networks and a card are not needed
     * @param lines for people, with a remedy for each thing that is missing
     */
    public record Report(boolean healthy, List<String> lines) {}

    private interface Check {
        String run() throws Exception;
    }

    /** Examines everything, whatever fails. */
    public Report examine() {
        List<String> lines = new ArrayList<>();
        boolean healthy = true;
        Runtime runtime = Runtime.getRuntime();
        lines.add(ok("doppel", Marks.version()));
        lines.add(ok("java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.home"))));
        lines.add(ok(
                "machine",
                "%s %s, %d cores, up to %d MiB for Java"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                runtime.availableProcessors(),
                                runtime.maxMemory() >> 20)));
        healthy &=
                check(lines, "device cpu", Doctor::device, "delete the cache folder named above, or see the message");
        lines.addAll(cuda(Backends.examine(card)));
        healthy &= check(lines, "pictures", Doctor::pictures, "OpenCV's library for this system is missing from lib/");
        healthy &= check(lines, "video", Doctor::video, "FFmpeg's library for this system is missing from lib/");
        healthy &= check(lines, "built-in faces", Doctor::cascades, "OpenCV's cascades are missing from lib/");
        for (ModelFile file : ModelFile.values()) lines.add(model(file));
        lines.add(healthy ? "all that is needed is here" : "something that is needed is missing");
        return new Report(healthy, List.copyOf(lines));
    }

    private static boolean check(List<String> lines, String subject, Check check, String remedy) {
        try {
            lines.add(ok(subject, check.run()));
            return true;
        } catch (Exception | LinkageError e) {
            lines.add("  FAIL " + subject + ": " + e.getMessage());
            lines.add("       " + remedy);
            return false;
        }
    }

    private static String ok(String subject, String text) {
        return "  ok   " + subject + ": " + text;
    }

    private static String device() {
        try (Kernels kernels = Backends.open(new Device.Cpu())) {
            return kernels.describe();
        }
    }

    /** Nothing here is needed, so what is missing is no failure. */
    static List<String> cuda(DeviceReport report) {
        List<String> lines = new ArrayList<>();
        for (DeviceReport.Finding finding : report.findings()) {
            String subject = "device %s, %s".formatted(report.device(), finding.subject());
            lines.add(finding.fine() ? ok(subject, finding.text()) : "  --   " + subject + ": " + finding.text());
            if (!finding.tried().isEmpty()) lines.add("       tried " + String.join(", ", finding.tried()));
            if (!finding.remedy().isEmpty()) lines.add("       " + finding.remedy());
        }
        lines.add(
                report.isUsable()
                        ? ok("device " + report.device(), "can be used")
                        : "  --   device %s: cannot be used, so --device cpu is the default"
                                .formatted(report.device()));
        return lines;
    }

    private static String pictures() throws Exception {
        Frame back = Codec.decode(Codec.png(new Frame(8, 8)));
        return "OpenCV reads and writes " + back;
    }

    private static String video() throws Exception {
        Path folder = Files.createTempDirectory("doppel");
        Path clip = folder.resolve("clip.mp4");
        try (VideoWriter writer = VideoWriter.open(clip, VideoSettings.of(64, 64, new Rational(25, 1)))) {
            writer.write(new Frame(64, 64));
            writer.finish();
        } finally {
            Files.deleteIfExists(clip);
            Files.delete(folder);
        }
        return "FFmpeg writes H.264";
    }

    private static String cascades() throws Exception {
        new CascadeDetector().close();
        return "OpenCV's cascades load";
    }

    private String model(ModelFile file) {
        try {
            ModelState state = models.look(file);
            return state.found() ? ok("model", state.toString()) : "  --   model: " + state;
        } catch (Exception e) {
            return "  --   model: " + file.title() + ": " + e.getMessage();
        }
    }
}
