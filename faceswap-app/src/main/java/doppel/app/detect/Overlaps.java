package doppel.app.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Leaves one of several boxes around one face. */
final class Overlaps {
    private Overlaps() {}

    /** The faces, best first, without those whose box shares more than a part with that of a better one. */
    static List<DetectedFace> removed(List<DetectedFace> faces, double most) {
        List<DetectedFace> sorted = new ArrayList<>(faces);
        sorted.sort(Comparator.comparingDouble(DetectedFace::score).reversed());
        List<DetectedFace> kept = new ArrayList<>();
        for (DetectedFace face : sorted) {
            if (kept.stream().noneMatch(better -> better.box().overlap(face.box()) > most)) kept.add(face);
        }
        return kept;
    }
}
