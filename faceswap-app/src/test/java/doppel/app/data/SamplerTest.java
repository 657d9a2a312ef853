package doppel.app.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.data.Augmentation.Warping;
import doppel.app.demo.TalkingHead;
import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {
    private static final Augmentation STILL = new Augmentation(0, 0, 0, 0, 0, 0, Warping.NONE);

    @TempDir
    static Path folder;

    private static FaceSet faces;

    @BeforeAll
    static void draw() throws IOException {
        Path aligned = Faces.write(folder.resolve("aligned"), TalkingHead.mira(50), 5);
        Files.writeString(aligned.resolve("notes.txt"), "not a face");
        faces = FaceSet.load(aligned, 64, FaceType.FULL);
    }

    @Test
    void onlyFacesAreLoaded() {
        assertEquals(5, faces.size());
        assertEquals(64, faces.resolution());
    }

    @Test
    void aFolderWithoutFacesIsAnError() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        var e = assertThrows(IOException.class, () -> FaceSet.load(empty, 64, FaceType.FULL));
        assertTrue(String.valueOf(e.getMessage()).startsWith(empty + ": no faces"), e.getMessage());
    }

    @Test
    void aSampleDependsOnSeedAndNumberAlone() {
        var one = new Sampler(faces, Augmentation.SAEHD, 7);
        var two = new Sampler(faces, Augmentation.SAEHD, 7);
        FaceBatch late = one.draw(12, 2);
        one.draw(0, 3);
        FaceBatch alone = two.draw(13, 1);
        assertArrayEquals(
                Arrays.copyOfRange(late.input(), late.input().length / 2, late.input().length), alone.input());
        FaceBatch other = new Sampler(faces, Augmentation.SAEHD, 8).draw(13, 1);
        assertFalse(Arrays.equals(alone.input(), other.input()));
    }

    @Test
    void everyFaceComesOnceInARound() {
        var sampler = new Sampler(faces, STILL, 3);
        for (int round = 0; round < 3; round++) {
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                seen.add(Arrays.hashCode(sampler.draw(5L * round + i, 1).target()));
            }
            assertEquals(5, seen.size(), "round " + round);
        }
    }

    @Test
    void withoutAugmentationInputAndTargetAreTheFace() {
        FaceBatch batch = new Sampler(faces, STILL, 3).draw(0, 1);
        assertArrayEquals(batch.target(), batch.input());
        boolean found = false;
        for (int i = 0; i < faces.size(); i++) {
            found |= Arrays.equals(faces.picture(i).data(), batch.target());
        }
        assertTrue(found);
    }

    @Test
    void mirroringTurnsThePictureAbout() {
        FaceBatch straight = new Sampler(faces, STILL, 3).draw(0, 1);
        FaceBatch mirrored = new Sampler(faces, STILL.withFlip(1), 3).draw(0, 1);
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                for (int c = 0; c < 3; c++) {
                    assertEquals(
                            straight.target()[(y * 64 + x) * 3 + c],
                            mirrored.target()[(y * 64 + 63 - x) * 3 + c],
                            1e-6);
                }
            }
        }
    }

    @Test
    void masksLieWhereTheFaceIs() {
        FaceBatch batch = new Sampler(faces, STILL, 3).draw(0, 1);
        double face = 0;
        double eyes = 0;
        for (int i = 0; i < 64 * 64; i++) {
            face += batch.mask()[i];
            eyes += batch.eyesMouth()[i];
            assertTrue(batch.mask()[i] >= 0 && batch.mask()[i] <= 1);
        }
        assertTrue(face > 0.3 * 64 * 64 && face < 0.9 * 64 * 64, "face covers " + face / 64 / 64);
        assertTrue(eyes > 0.01 * 64 * 64 && eyes < 0.25 * 64 * 64, "eyes and mouth cover " + eyes / 64 / 64);
        assertEquals(0, batch.mask()[0], "corner");
    }

    @Test
    void aWarpMovesPixelsButNotTheTarget() {
        FaceBatch still = new Sampler(faces, STILL, 3).draw(0, 1);
        for (Warping warping : new Warping[] {Warping.RANDOM, Warping.DEEPFACELAB}) {
            FaceBatch warped = new Sampler(faces, STILL.withWarp(warping), 3).draw(0, 1);
            assertArrayEquals(still.target(), warped.target());
            double difference = 0;
            for (int i = 0; i < still.input().length; i++) {
                difference += Math.abs(still.input()[i] - warped.input()[i]) / still.input().length;
            }
            assertTrue(difference > 0.002 && difference < 0.2, warping + " changes pixels by " + difference);
        }
    }

    @Test
    void aFieldKeepsTheEdgesAndItsBounds() {
        var random = new SplittableRandom(5);
        double largest = 0;
        for (int i = 0; i < 50; i++) {
            GridField field = WarpField.draw(random, 64, false);
            for (int at = 0; at < 64; at++) {
                assertEquals(0, field.dx(at, -0.5), 1e-9);
                assertEquals(0, field.dy(-0.5, at), 1e-9);
                largest = Math.max(largest, Math.abs(field.dx(at, 31.5)));
            }
        }
        assertTrue(largest > 2 && largest <= 0.24 * Math.sqrt(2) * 32, "largest move " + largest);
    }

    @Test
    void deepFaceLabsFieldMirrorsAtTheDiagonal() {
        GridField field = WarpField.draw(new SplittableRandom(9), 64, true);
        for (int i = 0; i < 64; i += 7) {
            for (int j = 0; j < 64; j += 5) assertEquals(field.dx(i, j), field.dy(j, i), 1e-12);
        }
    }

    @Test
    void aFullMorphBringsLandmarksMostOfTheWayToTheOtherFace() {
        Landmarks from = aligned(TalkingHead.mira(50), 0);
        Landmarks to = aligned(TalkingHead.tomas(50), 20);
        assertTrue(from.meanDistance(to) > 2, "faces differ by " + from.meanDistance(to));
        GridField field = ShapeField.of(from, to, 1, 128);
        double[] reached = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            reached[2 * i] = to.x(i) + field.dx(to.x(i), to.y(i));
            reached[2 * i + 1] = to.y(i) + field.dy(to.x(i), to.y(i));
        }
        // a mean over neighbours: near, not exact
        assertEquals(0, new Landmarks(reached).meanDistance(from), 0.4 * from.meanDistance(to));
    }

    private static Landmarks aligned(TalkingHead head, int frame) {
        return head.landmarks(frame).map(Alignment.matrix(head.landmarks(frame), 128, FaceType.FULL));
    }

    @Test
    void aMorphMovesInputTargetAndMasksAlike() throws IOException {
        FaceSet others =
                FaceSet.load(Faces.write(folder.resolve("others"), TalkingHead.tomas(50), 5), 64, FaceType.FULL);
        FaceBatch still = new Sampler(faces, others, STILL, 3).draw(0, 4);
        FaceBatch morphed = new Sampler(faces, others, STILL.withMorph(1), 3).draw(0, 4);
        assertArrayEquals(morphed.target(), morphed.input());
        assertTrue(difference(still.target(), morphed.target()) > 0.002, "pictures");
        assertTrue(difference(still.mask(), morphed.mask()) > 0.002, "masks");
        assertTrue(difference(still.mask(), morphed.mask()) < 0.1, "masks");
        FaceBatch alone = new Sampler(faces, STILL.withMorph(1), 3).draw(0, 4);
        assertArrayEquals(still.target(), alone.target(), "nothing to bend towards");
        assertThrows(IllegalArgumentException.class, () -> STILL.withMorph(1.1));
    }

    private static double difference(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
        return sum / a.length;
    }

    @Test
    void aFeedHandsOutTheSamplersBatchesInOrder() throws InterruptedException {
        var source = new Sampler(faces, Augmentation.SAEHD, 1);
        var destination = new Sampler(faces, Augmentation.SAEHD, 2);
        try (var feed = new BatchFeed(source, destination, 2, 10, 2)) {
            for (int step = 10; step < 16; step++) {
                BatchFeed.Pair pair = feed.next();
                assertArrayEquals(
                        source.draw(2L * step, 2).input(), pair.source().input());
                assertArrayEquals(
                        destination.draw(2L * step, 2).target(),
                        pair.destination().target());
            }
        }
    }
}
