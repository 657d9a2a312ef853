package doppel.app.align;

import doppel.app.detect.DetectedFace;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.image.Frame;
import doppel.app.onnx.GraphTensor;
import doppel.app.onnx.OnnxGraph;
import doppel.app.onnx.OnnxModel;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PFLD, a small convolutional network that tells the 68 points of a face from a square crop of 112 pixels, RGB 0..1,
 * whose side is 1.1 times the longer side of the detector's box; points come out as parts of the crop.
 *
 * <p>{@link Looks#ONE} looks once, exactly as the network's own program does. {@link Looks#STEADY} takes the mean of
 * five crops, the box's own and four that are shifted by 2 % of its side, which halves the trembling from frame to
 * frame; and where the head leans by more than {@value #LEANING} degrees it looks again at crops that lean with it.
 *
 * <p>Source: Guo et al., "PFLD: a practical facial landmark detector", 2019; the crop as in
 * cunjian/pytorch_face_landmark.
 */
public final class PfldAligner implements LandmarkFinder {
    /** How often to look at a face. */
    public enum Looks {
        /** Once, as the network's own program does: the fastest. */
        ONE,
        /** At five crops, upright ones: for clips. */
        STEADY
    }

    static final int CROP = 112;
    private static final double MARGIN = 1.1;
    private static final double SHIFT = 0.02;
    private static final int LEANING = 15;

    private final Kernels kernels;
    private final OnnxGraph graph;
    private final String input;
    private final String output;
    private final Looks looks;

    /**
     * Makes the network ready.
     *
     * @param kernels what computes; it stays the caller's
     * @throws IOException if this is not PFLD
     */
    public PfldAligner(OnnxModel model, Kernels kernels, Looks looks) throws IOException {
        if (model.inputs().size() != 1 || model.outputs().size() != 1) {
            throw new IOException("pfld: one input and one output wanted, the model has %s and %s"
                    .formatted(model.inputs(), model.outputs()));
        }
        this.kernels = kernels;
        this.looks = looks;
        this.input = model.inputs().getFirst().name();
        this.output = model.outputs().getFirst().name();
        this.graph = OnnxGraph.open(model, kernels);
    }

    @Override
    public Landmarks find(Frame frame, DetectedFace face) {
        Box box = face.box();
        double side = MARGIN * Math.max(box.width(), box.height());
        if (looks == Looks.ONE) return look(List.of(FaceCrop.upright(frame, box.centreX(), box.centreY(), side)));
        Landmarks found = look(crops(frame, box, side, 0));
        double roll = roll(found);
        return Math.abs(roll) < Math.toRadians(LEANING) ? found : look(crops(frame, box, side, roll));
    }

    private static List<FaceCrop> crops(Frame frame, Box box, double side, double roll) {
        double across = SHIFT * side * Math.cos(roll);
        double down = SHIFT * side * Math.sin(roll);
        List<FaceCrop> crops = new ArrayList<>();
        crops.add(FaceCrop.turned(frame, box.centreX(), box.centreY(), side, roll));
        for (int i = -1; i <= 1; i += 2) {
            for (int j = -1; j <= 1; j += 2) {
                double x = box.centreX() + i * across - j * down;
                double y = box.centreY() + i * down + j * across;
                crops.add(FaceCrop.turned(frame, x, y, side, roll));
            }
        }
        return crops;
    }

    /** The mean of what the network says to each of the crops. */
    private Landmarks look(List<FaceCrop> crops) {
        float[] pixels = new float[crops.size() * CROP * CROP * 3];
        for (int n = 0; n < crops.size(); n++) crops.get(n).writeRgb(pixels, n * CROP * CROP * 3);
        float[] parts;
        try (TensorScope scope = new TensorScope(kernels)) {
            var x = scope.of(new Shape(crops.size(), CROP, CROP, 3), pixels);
            parts = graph.run(scope, Map.of(input, GraphTensor.channelsLast(x)))
                    .get(output)
                    .toFloats();
        }
        int values = 2 * Landmarks.COUNT;
        if (parts.length != crops.size() * values) {
            throw new IllegalArgumentException(
                    "pfld: %d values of %d crops, wanted %d each".formatted(parts.length, crops.size(), values));
        }
        double[] mean = new double[values];
        for (int n = 0; n < crops.size(); n++) {
            var toFrame = crops.get(n).toFrame();
            for (int i = 0; i < values; i += 2) {
                double x = CROP * (double) parts[n * values + i];
                double y = CROP * (double) parts[n * values + i + 1];
                mean[i] += toFrame.x(x, y) / crops.size();
                mean[i + 1] += toFrame.y(x, y) / crops.size();
            }
        }
        return new Landmarks(mean);
    }

    /** How far the eyes' centres are from lying level, in radians; positive is clockwise on the screen. */
    private static double roll(Landmarks face) {
        double dx = 0;
        double dy = 0;
        for (int i = 36; i < 42; i++) {
            dx += face.x(i + 6) - face.x(i);
            dy += face.y(i + 6) - face.y(i);
        }
        return Math.atan2(dy, dx);
    }

    @Override
    public void close() {
        graph.close();
    }
}
