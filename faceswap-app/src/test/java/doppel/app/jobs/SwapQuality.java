package doppel.app.jobs;

import doppel.app.align.FaceFinder;
import doppel.app.align.FoundFace;
import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.LandmarkMasks;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.ColorSpace;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import doppel.app.media.VideoFrame;
import doppel.app.media.VideoReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How well a swap came out, measured on clips whose landmarks are known exactly.
 *
 * @param frames of the result
 * @param found frames in whose result a face was found
 * @param toSource mean correlation of the aligned result with the source's mean face, inside the face
 * @param toDestination likewise with the destination's mean face
 * @param nearerToSource share of frames that correlate more with the source
 * @param landmarkError mean distance of the result's landmarks from the destination's true ones, in inter-ocular
 *     distances
 * @param outsidePsnr of result against destination outside the face, in dB
 */
public record SwapQuality(
        int frames,
        int found,
        double toSource,
        double toDestination,
        double nearerToSource,
        double landmarkError,
        double outsidePsnr) {
    private static final int EDGE = 128;

    /** A clip and its true landmarks, one set per frame. */
    public record Known(Path clip, List<Landmarks> truth) {}

    /** Measures a finished swap. */
    public static SwapQuality measure(Known source, Known destination, Path result, FaceFinder finder)
            throws IOException {
        double[] sourceFace = meanFace(source);
        double[] destinationFace = meanFace(destination);
        boolean[] oval = oval(source, destination);
        int frames = 0;
        int found = 0;
        int nearer = 0;
        double toSource = 0;
        double toDestination = 0;
        double landmarkError = 0;
        double squares = 0;
        long outside = 0;
        finder.reset();
        try (VideoReader made = VideoReader.open(result);
                VideoReader before = VideoReader.open(destination.clip())) {
            for (VideoFrame f = made.next(); f != null; f = made.next(), frames++) {
                Frame original = requireFrame(before.next());
                Landmarks truth = destination.truth().get(frames);
                double[] face = gray(f.picture(), truth);
                double s = correlation(face, sourceFace, oval);
                double d = correlation(face, destinationFace, oval);
                toSource += s;
                toDestination += d;
                if (s > d) nearer++;
                FoundFace seen = finder.find(f.picture()).stream()
                        .max(Comparator.comparingDouble(x -> x.face().box().area()))
                        .orElse(null);
                if (seen != null) {
                    found++;
                    landmarkError += seen.landmarks().meanDistance(truth) / truth.interOcular();
                }
                boolean[] inside = head(truth, original.width(), original.height());
                for (int i = 0; i < inside.length; i++) {
                    if (inside[i]) continue;
                    for (int c = 3 * i; c < 3 * i + 3; c++) {
                        double difference = (f.picture().bgr()[c] & 0xFF) - (original.bgr()[c] & 0xFF);
                        squares += difference * difference;
                        outside++;
                    }
                }
            }
        }
        return new SwapQuality(
                frames,
                found,
                toSource / frames,
                toDestination / frames,
                (double) nearer / frames,
                landmarkError / Math.max(1, found),
                10 * Math.log10(255 * 255 / (squares / outside)));
    }

    private static Frame requireFrame(@Nullable VideoFrame frame) throws IOException {
        if (frame == null) throw new IOException("the result has more frames than the destination");
        return frame.picture();
    }

    /** The aligned gray face, {@code EDGE x EDGE}. */
    private static double[] gray(Frame frame, Landmarks truth) {
        Affine map = Alignment.matrix(truth, EDGE, FaceType.FULL);
        FloatImage face =
                Warp.affine(ColorSpace.grayOf(frame), map, EDGE, EDGE, Interpolation.LINEAR, Border.REPLICATE);
        double[] gray = new double[EDGE * EDGE];
        for (int i = 0; i < gray.length; i++) gray[i] = face.data()[i];
        return gray;
    }

    private static double[] meanFace(Known known) throws IOException {
        double[] sum = new double[EDGE * EDGE];
        int count = 0;
        try (VideoReader clip = VideoReader.open(known.clip())) {
            for (VideoFrame f = clip.next(); f != null; f = clip.next(), count++) {
                double[] face = gray(f.picture(), known.truth().get(count));
                for (int i = 0; i < sum.length; i++) sum[i] += face[i];
            }
        }
        for (int i = 0; i < sum.length; i++) sum[i] /= count;
        return sum;
    }

    /** Where both identities' mean landmarks put a face. */
    private static boolean[] oval(Known a, Known b) {
        FloatImage first = LandmarkMasks.hull(meanAligned(a), EDGE, EDGE);
        FloatImage second = LandmarkMasks.hull(meanAligned(b), EDGE, EDGE);
        boolean[] oval = new boolean[EDGE * EDGE];
        for (int i = 0; i < oval.length; i++) oval[i] = first.data()[i] > 0.5f && second.data()[i] > 0.5f;
        return oval;
    }

    private static Landmarks meanAligned(Known known) {
        double[] sum = new double[2 * Landmarks.COUNT];
        for (Landmarks truth : known.truth()) {
            double[] xy =
                    truth.map(Alignment.matrix(truth, EDGE, FaceType.FULL)).xy();
            for (int i = 0; i < sum.length; i++) sum[i] += xy[i] / known.truth().size();
        }
        return new Landmarks(sum);
    }

    private static double correlation(double[] a, double[] b, boolean[] where) {
        double n = 0;
        double ma = 0;
        double mb = 0;
        for (int i = 0; i < a.length; i++) {
            if (!where[i]) continue;
            n++;
            ma += a[i];
            mb += b[i];
        }
        ma /= n;
        mb /= n;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            if (!where[i]) continue;
            ab += (a[i] - ma) * (b[i] - mb);
            aa += (a[i] - ma) * (a[i] - ma);
            bb += (b[i] - mb) * (b[i] - mb);
        }
        return ab / Math.sqrt(aa * bb);
    }

    /** The square crop of the whole face, the farthest a swap may reach. */
    private static boolean[] head(Landmarks truth, int width, int height) {
        Affine map = Alignment.matrix(truth, 1000, FaceType.FULL);
        boolean[] inside = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = map.x(x, y);
                double v = map.y(x, y);
                inside[y * width + x] = u > -20 && u < 1020 && v > -20 && v < 1020;
            }
        }
        return inside;
    }

    /** Reads the truth files beside the clips. */
    public static List<Landmarks> truth(JsonNode json) {
        List<Landmarks> all = new ArrayList<>();
        for (var frame : json.get("frames")) {
            double[] xy = new double[2 * Landmarks.COUNT];
            for (int i = 0; i < xy.length; i++)
                xy[i] = frame.get("landmarks").get(i / 2).get(i % 2).asDouble();
            all.add(new Landmarks(xy));
        }
        return all;
    }
}
