package doppel.app.align;

import doppel.app.image.Cascade;
import doppel.app.image.FloatImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The centres of two eyes, in pixels of a crop; left and right as seen. */
record EyePair(double leftX, double leftY, double rightX, double rightY) {
    private static final double LEAST_APART = 0.27;
    private static final double MOST_APART = 0.60;

    /**
     * The pair of hits that fits a face best, or null where none does.
     *
     * @param crop the face, upright or leaning a little
     * @param side side of the face's box in the crop, in pixels
     * @param left of the box in the crop
     * @param top of the box in the crop
     */
    static @Nullable EyePair find(Cascade cascade, FloatImage crop, double left, double top, double side) {
        Cascade.Search search = new Cascade.Search(1.05, 2, (int) (0.16 * side), (int) Math.ceil(0.40 * side));
        List<Cascade.Hit> hits = cascade.find(crop, search);
        EyePair best = null;
        double most = 0;
        for (Cascade.Hit a : hits) {
            for (Cascade.Hit b : hits) {
                EyePair pair = new EyePair(x(a), y(a), x(b), y(b));
                double score = pair.plausible(left, top, side) * Math.sqrt((double) a.votes() * b.votes());
                score *= Math.pow((double) Math.min(a.width(), b.width()) / Math.max(a.width(), b.width()), 2);
                if (score > most) {
                    most = score;
                    best = pair;
                }
            }
        }
        return best;
    }

    private static double x(Cascade.Hit hit) {
        return hit.x() + 0.5 * hit.width();
    }

    private static double y(Cascade.Hit hit) {
        return hit.y() + 0.54 * hit.height();
    }

    /** 0 where two places cannot be the eyes of the face in the box, 1 where they lie as in most faces. */
    private double plausible(double left, double top, double side) {
        double apart = (rightX - leftX) / side;
        if (apart < LEAST_APART || apart > MOST_APART) return 0;
        if (Math.abs(rightY - leftY) > 0.5 * (rightX - leftX)) return 0;
        double middle = ((leftX + rightX) / 2 - left) / side;
        double height = ((leftY + rightY) / 2 - top) / side;
        double off = Math.pow((apart - 0.39) / 0.07, 2)
                + Math.pow((middle - 0.5) / 0.10, 2)
                + Math.pow((height - 0.39) / 0.06, 2)
                + Math.pow((rightY - leftY) / (rightX - leftX) / 0.25, 2);
        return Math.exp(-off / 2);
    }
}
