package doppel.app.face;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.app.image.Affine;
import org.junit.jupiter.api.Test;

class LandmarksTest {
    @Test
    void mirroringTwiceGivesTheSameFace() {
        Landmarks face = AlignmentTest.turnedMeanFace();
        Landmarks twice = face.mirrored(640).mirrored(640);
        for (int i = 0; i < Landmarks.COUNT; i++) {
            assertEquals(face.x(i), twice.x(i), 1e-9);
            assertEquals(face.y(i), twice.y(i), 1e-9);
        }
    }

    @Test
    void theMirroredMeanFaceIsTheMeanFace() {
        // The solid face is nearly symmetric: mirrored about its axis each point falls on its partner.
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            xy[2 * i] = 100 + MeanFace.solid(i, 0);
            xy[2 * i + 1] = 100 + MeanFace.solid(i, 1);
        }
        Landmarks face = new Landmarks(xy);
        Landmarks mirrored = face.mirrored(201);
        for (int i = 0; i < Landmarks.COUNT; i++) {
            assertEquals(face.x(i), mirrored.x(i), 3, "x of point " + i);
            assertEquals(face.y(i), mirrored.y(i), 3, "y of point " + i);
        }
    }

    @Test
    void theOuterEyeCornersGiveTheInterOcularDistance() {
        double[] xy = new double[2 * Landmarks.COUNT];
        xy[72] = 10;
        xy[73] = 20;
        xy[90] = 13;
        xy[91] = 24;
        assertEquals(5, new Landmarks(xy).interOcular());
    }

    @Test
    void aShiftedFaceIsAsFarAsItWasShifted() {
        Landmarks face = AlignmentTest.turnedMeanFace();
        assertEquals(5, face.meanDistance(face.map(new Affine(1, 0, 3, 0, 1, -4))), 1e-9);
        assertEquals(0, face.meanDistance(face));
    }
}
