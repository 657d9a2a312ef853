package doppel.app.detect;

import doppel.app.face.Box;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Cascade;
import doppel.app.image.ColorSpace;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.image.Warp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The detector that needs no file: OpenCV's frontal-face cascades, upright and tilted, with the eye cascade as witness
 * for weak finds. Within a clip a face that the search of the whole picture misses is looked for again around its last
 * place with looser settings, for half a second at most. Boxes are squares from the forehead to the chin; the score
 * grows with the windows that agree. Profiles and faces that lean by more than about 35 degrees are not found.
 */
public final class CascadeDetector implements FaceDetector {
    /** Larger pictures are searched at this length of their longer side. */
    private static final int LONGEST_SIDE = 640;

    /** Faces smaller than this part of the picture's shorter side are not looked for. */
    private static final double SMALLEST_PART = 0.10;

    private static final int VOTES = 3;

    /** As many votes need no witness. */
    private static final int SURE_VOTES = 8;

    private static final int MOST_MISSED = 12;
    private static final double[] TILTS = {-20, 20};
    private static final double[] NEAR_TILTS = {0, -12, 12, -24, 24};

    private final Cascade face;
    private final Cascade second;
    private final Cascade eye;
    private List<Track> tracks = new ArrayList<>();

    /** A face of the frame before, in pixels of the searched picture, and for how many frames nothing was seen. */
    private record Track(Box box, int missed) {}

    /** A hit, in pixels of the searched picture. */
    private record Find(Box box, int votes) {}

    /**
     * Loads the cascades.
     *
     * @throws IOException if OpenCV's jar does not hold them
     */
    public CascadeDetector() throws IOException {
        List<Cascade> opened = new ArrayList<>();
        try {
            for (String name : List.of("frontalface_alt2", "frontalface_default", "eye"))
                opened.add(Cascade.open(name));
        } catch (IOException | RuntimeException e) {
            opened.forEach(Cascade::close);
            throw e;
        }
        face = opened.get(0);
        second = opened.get(1);
        eye = opened.get(2);
    }

    @Override
    public List<DetectedFace> detect(Frame frame) {
        double scale = Math.min(1, (double) LONGEST_SIDE / Math.max(frame.width(), frame.height()));
        FloatImage gray = ColorSpace.grayOf(frame);
        if (scale < 1) {
            int width = Math.max(1, (int) Math.round(scale * frame.width()));
            int height = Math.max(1, (int) Math.round(scale * frame.height()));
            gray = Resize.to(gray, width, height, Interpolation.AREA);
        }
        List<Find> finds = everywhere(gray);
        List<Track> next = new ArrayList<>();
        for (Find find : finds) next.add(new Track(find.box(), 0));
        for (Track track : tracks) {
            if (track.missed() >= MOST_MISSED || finds.stream().anyMatch(f -> meets(f.box(), track.box()))) continue;
            Find again = near(gray, track.box());
            if (again == null) continue;
            finds.add(again);
            next.add(new Track(again.box(), track.missed() + 1));
        }
        tracks = next;
        List<DetectedFace> faces = new ArrayList<>();
        for (Find find : finds) {
            Box b = find.box();
            Box full = new Box(b.left() / scale, b.top() / scale, b.right() / scale, b.bottom() / scale);
            faces.add(new DetectedFace(full, find.votes() / (find.votes() + 4.0)));
        }
        faces.sort(Comparator.comparingDouble(DetectedFace::score).reversed());
        return faces;
    }

    @Override
    public void reset() {
        tracks = new ArrayList<>();
    }

    private List<Find> everywhere(FloatImage gray) {
        int shorter = Math.min(gray.width(), gray.height());
        int smallest = Math.max(24, (int) (SMALLEST_PART * shorter));
        if (smallest > shorter) return new ArrayList<>();
        Cascade.Search search = new Cascade.Search(1.1, VOTES, smallest, shorter);
        List<Find> all = new ArrayList<>();
        collect(face, gray, search, 0, all);
        List<Find> kept = accepted(gray, all);
        if (!kept.isEmpty()) return kept;
        collect(second, gray, search, 0, all);
        for (double tilt : TILTS) collect(face, gray, search, tilt, all);
        return accepted(gray, all);
    }

    /** Adds the hits in the picture turned by an angle in degrees. */
    private static void collect(Cascade cascade, FloatImage gray, Cascade.Search search, double tilt, List<Find> into) {
        Affine turn = turn(tilt, gray.width() / 2.0, gray.height() / 2.0);
        FloatImage turned = tilt == 0
                ? gray
                : Warp.affine(gray, turn, gray.width(), gray.height(), Interpolation.LINEAR, Border.REPLICATE);
        Affine back = turn.inverse();
        for (Cascade.Hit hit : cascade.find(turned, search)) {
            double x = hit.x() + hit.width() / 2.0;
            double y = hit.y() + hit.height() / 2.0;
            double half = hit.width() / 2.0;
            double cx = back.x(x, y);
            double cy = back.y(x, y);
            into.add(new Find(new Box(cx - half, cy - half, cx + half, cy + half), hit.votes()));
        }
    }

    private static Affine turn(double degrees, double cx, double cy) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return new Affine(c, -s, cx - c * cx + s * cy, s, c, cy - s * cx - c * cy);
    }

    /** The finds that are believed, best first, none inside of another. */
    private List<Find> accepted(FloatImage gray, List<Find> all) {
        all.sort(Comparator.comparingInt(Find::votes).reversed());
        List<Find> kept = new ArrayList<>();
        for (Find find : all) {
            if (kept.stream().anyMatch(k -> meets(k.box(), find.box()))) continue;
            boolean known = tracks.stream().anyMatch(t -> t.box().overlap(find.box()) > 0.4);
            if (known || find.votes() >= SURE_VOTES || hasEye(gray, find.box())) kept.add(find);
        }
        return kept;
    }

    private static boolean meets(Box a, Box b) {
        double w = Math.min(a.right(), b.right()) - Math.max(a.left(), b.left());
        double h = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top());
        return w > 0 && h > 0 && w * h > 0.35 * Math.min(a.area(), b.area());
    }

    private boolean hasEye(FloatImage gray, Box box) {
        int side = 96;
        double k = side / box.width();
        Affine crop = new Affine(k, 0, -k * box.left(), 0, k, -k * (box.top() + 0.12 * box.height()));
        FloatImage upper = Warp.affine(gray, crop, side, side / 2, Interpolation.LINEAR, Border.REPLICATE);
        return !eye.find(upper, new Cascade.Search(1.08, 3, 20, 40)).isEmpty();
    }

    /** Looks for a face around its last place; null where it is gone. */
    private @Nullable Find near(FloatImage gray, Box last) {
        int side = 160;
        double reach = 0.85 * last.width();
        double k = side / (2 * reach);
        double size = k * last.width();
        Affine crop = new Affine(k, 0, k * (reach - last.centreX()), 0, k, k * (reach - last.centreY()));
        FloatImage around = Warp.affine(gray, crop, side, side, Interpolation.LINEAR, Border.REPLICATE);
        Cascade.Search search =
                new Cascade.Search(1.05, 1, (int) (0.8 * size), Math.min(side, (int) Math.ceil(1.25 * size)));
        for (double tilt : NEAR_TILTS) {
            for (Cascade cascade : List.of(face, second)) {
                List<Find> hits = new ArrayList<>();
                collect(cascade, around, search, tilt, hits);
                Find best = null;
                for (Find hit : hits) {
                    Box b = hit.box();
                    Box whole = new Box(
                            b.left() / k + last.centreX() - reach,
                            b.top() / k + last.centreY() - reach,
                            b.right() / k + last.centreX() - reach,
                            b.bottom() / k + last.centreY() - reach);
                    if (whole.overlap(last) < 0.45) continue;
                    if (best == null || hit.votes() > best.votes()) best = new Find(whole, hit.votes());
                }
                if (best != null) return best;
            }
        }
        return null;
    }

    @Override
    public void close() {
        face.close();
        second.close();
        eye.close();
    }
}
