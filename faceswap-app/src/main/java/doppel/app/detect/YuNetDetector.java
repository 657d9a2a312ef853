package doppel.app.detect;

import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.onnx.GraphTensor;
import doppel.app.onnx.OnnxGraph;
import doppel.app.onnx.OnnxModel;
import doppel.app.onnx.OnnxOutputs;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * YuNet, a small convolutional network that finds faces from about 12 pixels up, in most poses, with five points each.
 * Pictures go in as BGR 0..255 with black to the right and below up to whole multiples of 32 pixels; what comes out is
 * read by {@link YuNetHeads}. Up to the size where other steps are needed the result equals OpenCV's
 * {@code FaceDetectorYN}.
 *
 * <p>The network takes parts of very large faces for faces. So where it finds one of more than {@value #LARGE} pixels
 * it looks again at half the size, and so on, and large faces are taken from there.
 *
 * <p>Source: Wu, Peng, Yu, "YuNet: a tiny millisecond-level face detector", 2023.
 */
public final class YuNetDetector implements FaceDetector {
    /** What OpenCV's own programs use is 0.6 to 0.9; real faces are rarely below 0.7. */
    public static final double LEAST_SCORE = 0.6;

    /** Of two boxes that overlap by more the better one stays, as in OpenCV. */
    public static final double MOST_OVERLAP = 0.3;

    /** Larger pictures are searched at this length of their longer side. */
    private static final int LONGEST_SIDE = 1280;

    /** Pixels of the searched picture. */
    private static final int LARGE = 320;

    private static final int MULTIPLE = 32;

    private final Kernels kernels;
    private final OnnxGraph graph;
    private final String input;
    private final double leastScore;

    /**
     * Makes the network ready.
     *
     * @param kernels what computes; it stays the caller's
     * @throws IOException if this is not YuNet
     */
    public YuNetDetector(OnnxModel model, Kernels kernels) throws IOException {
        this(model, kernels, LEAST_SCORE);
    }

    /**
     * Makes the network ready.
     *
     * @param kernels what computes; it stays the caller's
     * @param leastScore of a face, 0..1
     * @throws IOException if this is not YuNet
     */
    public YuNetDetector(OnnxModel model, Kernels kernels, double leastScore) throws IOException {
        YuNetHeads.check(model);
        if (!(leastScore > 0 && leastScore <= 1)) {
            throw new IllegalArgumentException("yunet: least score above 0, up to 1 wanted, got " + leastScore);
        }
        this.kernels = kernels;
        this.leastScore = leastScore;
        this.input = model.inputs().getFirst().name();
        this.graph = OnnxGraph.open(model, kernels);
    }

    @Override
    public List<DetectedFace> detect(Frame frame) {
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(frame.width(), frame.height()));
        List<DetectedFace> faces = look(frame, scale);
        double limit = LARGE / scale;
        while (largest(faces) > limit) {
            scale /= 2;
            List<DetectedFace> merged = new ArrayList<>();
            for (DetectedFace face : faces) if (size(face) <= limit) merged.add(face);
            for (DetectedFace face : look(frame, scale)) if (size(face) > 0.75 * limit) merged.add(face);
            faces = Overlaps.removed(merged, MOST_OVERLAP);
            limit = LARGE / scale;
        }
        return faces;
    }

    /** The faces at one size of the picture, in pixels of the frame. */
    private List<DetectedFace> look(Frame frame, double scale) {
        int width = Math.max(1, (int) Math.round(scale * frame.width()));
        int height = Math.max(1, (int) Math.round(scale * frame.height()));
        boolean whole = width == frame.width() && height == frame.height();
        Frame picture = whole ? frame : Resize.to(frame, width, height, Interpolation.AREA);
        int paddedWidth = Math.ceilDiv(width, MULTIPLE) * MULTIPLE;
        int paddedHeight = Math.ceilDiv(height, MULTIPLE) * MULTIPLE;
        try (TensorScope scope = new TensorScope(kernels)) {
            var x = scope.of(new Shape(1, paddedHeight, paddedWidth, 3), padded(picture, paddedWidth, paddedHeight));
            OnnxOutputs out = graph.run(scope, Map.of(input, GraphTensor.channelsLast(x)));
            double sx = (double) frame.width() / width;
            double sy = (double) frame.height() / height;
            return Overlaps.removed(YuNetHeads.faces(out, paddedWidth, paddedHeight, leastScore, sx, sy), MOST_OVERLAP);
        }
    }

    private static float[] padded(Frame picture, int width, int height) {
        float[] values = new float[width * height * 3];
        int row = picture.width() * 3;
        byte[] bgr = picture.bgr();
        for (int y = 0; y < picture.height(); y++) {
            for (int i = 0; i < row; i++) values[y * width * 3 + i] = bgr[y * row + i] & 0xFF;
        }
        return values;
    }

    private static double largest(List<DetectedFace> faces) {
        return faces.stream().mapToDouble(YuNetDetector::size).max().orElse(0);
    }

    private static double size(DetectedFace face) {
        return Math.max(face.box().width(), face.box().height());
    }

    @Override
    public void close() {
        graph.close();
    }
}
