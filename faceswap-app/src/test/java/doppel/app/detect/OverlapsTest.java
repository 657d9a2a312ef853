package doppel.app.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.app.face.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapsTest {
    @Test
    void ofBoxesThatShareMuchTheBestStaysAndTheOrderIsByScore() {
        DetectedFace weak = new DetectedFace(new Box(0, 0, 10, 10), 0.7);
        DetectedFace strong = new DetectedFace(new Box(2, 0, 12, 10), 0.9); // shares 80 of 120
        DetectedFace beside = new DetectedFace(new Box(8, 0, 18, 10), 0.8); // shares 40 of 160 with strong
        assertEquals(List.of(strong, beside), Overlaps.removed(List.of(weak, beside, strong), 0.3));
    }

    @Test
    void aBoxIsNotRemovedByOneThatWasRemovedItself() {
        DetectedFace first = new DetectedFace(new Box(0, 0, 10, 10), 0.9);
        DetectedFace second = new DetectedFace(new Box(5, 0, 15, 10), 0.8); // shares a third with either
        DetectedFace third = new DetectedFace(new Box(10, 0, 20, 10), 0.7);
        assertEquals(List.of(first, third), Overlaps.removed(List.of(first, second, third), 0.3));
    }
}
