package doppel.app.jobs;

import doppel.app.align.FaceFinder;
import doppel.app.blend.MergeOptions;
import doppel.app.demo.TalkingHead;
import doppel.app.media.Rational;
import doppel.app.media.VideoSettings;
import doppel.app.media.VideoWriter;
import doppel.app.project.AtomicFiles;
import doppel.app.train.Limit;
import doppel.app.train.Preset;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Draws clips of two people who do not exist and swaps the face of one into the other by the very pipeline that real
 * clips go through.
 *
 * @param folder of clips, workspace, {@code result.mp4} and {@code side-by-side.png}
 * @param limit of the training
 */
public record DemoJob(Path folder, Limit limit) {
    /** What fits into four minutes on two cores together with all the rest. */
    public static final Limit USUAL = new Limit.Time(Duration.ofMinutes(2));

    private static final int FRAMES = 100;
    private static final int ROWS = 5;

    /** The finished clip. */
    public Path result() {
        return folder.resolve("result.mp4");
    }

    /** Frames of source, destination and result beside each other. */
    public Path sheet() {
        return folder.resolve("side-by-side.png");
    }

    /**
     * Draws what is not drawn yet, swaps, and puts frames side by side.
     *
     * @throws IOException if something cannot be written
     * @throws StoppedException if {@code stop} says so
     */
    public SwapJob.Report run(FaceFinder finder, Kernels kernels, JobLog log, BooleanSupplier stop) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(folder, e);
        }
        Path source = folder.resolve("source.mp4");
        Path destination = folder.resolve("destination.mp4");
        if (!Files.exists(source)) draw(TalkingHead.mira(FRAMES), source, log, stop);
        if (!Files.exists(destination)) draw(TalkingHead.tomas(FRAMES), destination, log, stop);
        var swap = new SwapJob(
                source, destination, result(), folder.resolve("workspace"), Preset.DRAFT, limit, MergeOptions.DEFAULT);
        SwapJob.Report report = swap.run(finder, kernels, log, stop);
        ContactSheet.write(sheet(), List.of(source, destination, result()), ROWS);
        return report;
    }

    private static void draw(TalkingHead head, Path file, JobLog log, BooleanSupplier stop) throws IOException {
        Path sound = file.resolveSibling(file.getFileName() + ".wav");
        AtomicFiles.write(sound, wav(head.sound()));
        var settings = VideoSettings.of(TalkingHead.WIDTH, TalkingHead.HEIGHT, new Rational(TalkingHead.FPS, 1))
                .withSound(sound);
        try (VideoWriter writer = VideoWriter.open(file, settings);
                var meter = log.meter("drawing " + file.getFileName(), head.frames())) {
            for (int i = 0; i < head.frames(); i++) {
                if (stop.getAsBoolean()) throw new StoppedException("drawing");
                writer.write(head.frame(i));
                meter.at(i + 1, "");
            }
            writer.finish();
        }
        Files.delete(sound);
    }

    /** A RIFF WAVE file of one channel of 16 bits. */
    private static byte[] wav(short[] samples) {
        int bytes = 2 * samples.length;
        ByteBuffer out = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(36 + bytes).put(ascii("WAVEfmt ")).putInt(16);
        out.putShort((short) 1).putShort((short) 1);
        out.putInt(TalkingHead.SAMPLE_RATE).putInt(2 * TalkingHead.SAMPLE_RATE);
        out.putShort((short) 2).putShort((short) 16);
        out.put(ascii("data")).putInt(bytes);
        for (short sample : samples) out.putShort(sample);
        return out.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
