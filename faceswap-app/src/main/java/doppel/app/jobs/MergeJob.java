package doppel.app.jobs;

import doppel.app.blend.FaceMerger;
import doppel.app.blend.MergeOptions;
import doppel.app.blend.MergedFrame;
import doppel.app.blend.Prediction;
import doppel.app.face.Landmarks;
import doppel.app.image.Codec;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.mark.AiMark;
import doppel.app.mark.Mark;
import doppel.app.mark.Marks;
import doppel.app.media.VideoFrame;
import doppel.app.media.VideoReader;
import doppel.app.model.FaceTensors;
import doppel.app.model.SaehdModel;
import doppel.app.model.SwapNet;
import doppel.app.project.AtomicFiles;
import doppel.app.project.Workspace;
import doppel.app.train.ModelCheckpoint;
import doppel.app.train.ModelFolder;
import doppel.kernels.Kernels;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Puts a model's faces into the frames of a clip and writes every frame, changed or not, as {@code 00001.png} and so
 * on, with a gray picture of where it was changed. A journal tells which frames are finished; frames made with another
 * model or other options are made anew.
 *
 * @param input the clip whose faces are swapped, or a folder of pictures
 * @param aligned its faces
 * @param model folder of the model
 * @param merged folder of the finished frames
 * @param masks folder of the masks
 */
public record MergeJob(Path input, Path aligned, Path model, Path merged, Path masks, MergeOptions options) {
    /** The jobs of a workspace. */
    public static MergeJob of(Path input, Workspace workspace, MergeOptions options) {
        return new MergeJob(
                input, workspace.dstAligned(), workspace.model(), workspace.merged(), workspace.mergedMask(), options);
    }

    /**
     * What was made.
     *
     * @param frames written
     * @param framesWithFaces a face was swapped in so many
     */
    public record Report(long frames, long framesWithFaces) {
        @Override
        public String toString() {
            return "%d frames, a face swapped in %d".formatted(frames, framesWithFaces);
        }
    }

    /**
     * Goes on with the first frame that is not finished.
     *
     * @throws IOException if clip, faces or model cannot be read, or a frame cannot be written
     * @throws StoppedException if {@code stop} says so
     */
    public Report run(Kernels kernels, JobLog log, BooleanSupplier stop) throws IOException {
        var checkpoint = new ModelCheckpoint(new ModelFolder(model).checkpoint());
        if (!checkpoint.exists()) throw new IOException(model + ": no model; train one first");
        FrameFaces faces = FrameFaces.read(aligned);
        try (VideoReader clip = VideoReader.open(input);
                SaehdModel net = checkpoint.open(kernels)) {
            for (Path folder : List.of(merged, masks)) createFolder(folder);
            Path file = merged.resolve("merge.journal");
            String job = "merge %s at iteration %d, %s"
                    .formatted(input.toAbsolutePath().normalize(), net.steps(), options);
            forgetOther(file, job);
            try (Journal journal = Journal.open(file, job);
                    var meter = log.meter("merging", clip.info().estimatedFrames())) {
                int finished = journal.entries().size();
                Mark mark = Marks.swapped(new ModelFolder(model).checkpoint());
                var merger =
                        new FaceMerger(net.options().faceType(), net.options().resolution(), options);
                for (VideoFrame frame = clip.next(); frame != null; frame = clip.next()) {
                    if (stop.getAsBoolean()) throw new StoppedException("merging");
                    if (frame.index() < finished) continue;
                    String name = Workspace.frameName(Math.toIntExact(frame.index()) + 1);
                    List<Landmarks> here = faces.of(name);
                    write(name, merger.merge(frame.picture(), here, face -> predict(net, face)), mark);
                    journal.add(name + " " + here.size());
                    meter.at(frame.index() + 1, "");
                }
                long with = journal.entries().stream()
                        .filter(entry -> !entry.endsWith(" 0"))
                        .count();
                return new Report(journal.entries().size(), with);
            }
        }
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(folder, e);
        }
    }

    /** Frames of another model or other options do not count. */
    private static void forgetOther(Path journal, String job) throws IOException {
        if (!Files.exists(journal)) return;
        try (var lines = Files.lines(journal)) {
            if (lines.findFirst().orElse("").equals(job)) return;
        }
        Files.delete(journal);
    }

    private static Prediction predict(SaehdModel net, FloatImage face) {
        try (TensorScope scope = net.scope().child()) {
            Tensor seen = FaceTensors.batch(scope, List.of(face));
            SwapNet.Swapped swapped = net.swap(seen);
            return new Prediction(
                    FaceTensors.picture(swapped.face().image(), 0),
                    FaceTensors.picture(swapped.face().mask(), 0),
                    FaceTensors.picture(swapped.destinationMask(), 0));
        }
    }

    private void write(String name, MergedFrame frame, Mark mark) throws IOException {
        Path file = merged.resolve(name);
        Codec.write(file, frame.picture());
        AiMark.mark(file, mark);
        Frame picture = frame.picture();
        FloatImage mask = new FloatImage(picture.width(), picture.height(), 1);
        for (int i = 0; i < mask.data().length; i++) mask.data()[i] = (frame.mask()[i] & 0xFF) / 255f;
        AtomicFiles.write(masks.resolve(name), Codec.png(mask));
    }
}
