package doppel.app.align;

import doppel.app.face.Landmarks;

/** How far landmarks lie from the truth. */
final class LandmarkError {
    private LandmarkError() {}

    /** Mean distance of the 68 points over the distance of the true outer eye corners. */
    static double mean(Landmarks found, Landmarks truth) {
        double sum = 0;
        for (int i = 0; i < Landmarks.COUNT; i++) {
            sum += Math.hypot(found.x(i) - truth.x(i), found.y(i) - truth.y(i));
        }
        return sum / Landmarks.COUNT / truth.interOcular();
    }
}
