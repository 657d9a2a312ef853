package doppel.app.data;

import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.FloatImage;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws samples of a face set. Each face is used once before any is used again, in an order shuffled anew each round.
 * Sample k depends on the seed and k alone, so that a resumed run goes on where it was. Safe for use by many threads.
 */
public final class Sampler {
    private final FaceSet faces;
    private final @Nullable FaceSet others;
    private final Augmentation augmentation;
    private final long seed;

    /** @param seed two samplers with one seed and set draw the same */
    public Sampler(FaceSet faces, Augmentation augmentation, long seed) {
        this(faces, null, augmentation, seed);
    }

    /** @param others of the same size; faces are bent towards theirs where the augmentation says so */
    public Sampler(FaceSet faces, @Nullable FaceSet others, Augmentation augmentation, long seed) {
        this.faces = faces;
        this.others = others;
        this.augmentation = augmentation;
        this.seed = seed;
    }

    /** Samples {@code first} to {@code first + count} (exclusive). */
    public FaceBatch draw(long first, int count) {
        FaceBatch batch = FaceBatch.allocate(count, faces.resolution());
        for (int i = 0; i < count; i++) drawInto(batch, i, first + i);
        return batch;
    }

    private void drawInto(FaceBatch batch, int row, long number) {
        var random = new SplittableRandom(mix(mix(seed) + number));
        AlignedFace face = faces.face(index(number));
        int edge = faces.resolution();
        double turn = between(random, -augmentation.rotation(), augmentation.rotation());
        double scale = between(random, 1 / (1 + augmentation.scaleLow()), 1 + augmentation.scaleHigh());
        double shiftX = between(random, -augmentation.shift(), augmentation.shift());
        double shiftY = between(random, -augmentation.shift(), augmentation.shift());
        boolean flip = random.nextDouble() < augmentation.flip();
        Affine place = place(edge, turn, scale, shiftX * edge, shiftY * edge);
        if (flip) place = place.then(new Affine(-1, 0, edge - 1, 0, 1, 0));

        GridField[] shape = shape(face, random, edge);

        FloatImage picture = face.picture().toFloat();
        var map = new PixelMap(edge, place, shape);
        FloatImage target = map.of(picture, Interpolation.CUBIC, Border.REPLICATE);
        FloatImage masks = map.of(face.masks(), Interpolation.LINEAR, Border.CONSTANT);
        FloatImage input = switch (augmentation.warp()) {
            case NONE -> target;
            case RANDOM ->
                new PixelMap(edge, place, before(WarpField.draw(random, edge, false), shape))
                        .of(picture, Interpolation.CUBIC, Border.REPLICATE);
            case DEEPFACELAB -> bentAsDeepFaceLab(picture, place, WarpField.draw(random, edge, true));
        };
        batch.put(row, input, target, masks);
    }

    /** The bend towards a face of the other identity, if there is one. */
    private GridField[] shape(AlignedFace face, RandomGenerator random, int edge) {
        if (others == null || augmentation.morph() == 0) return new GridField[0];
        Landmarks other = others.face(random.nextInt(others.size())).landmarks();
        return new GridField[] {ShapeField.of(face.landmarks(), other, between(random, 0, augmentation.morph()), edge)};
    }

    private static GridField[] before(GridField first, GridField... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(GridField[]::new);
    }

    private static FloatImage bentAsDeepFaceLab(FloatImage picture, Affine place, GridField field) {
        int edge = picture.width();
        float[] mapX = new float[edge * edge];
        float[] mapY = new float[edge * edge];
        for (int y = 0, i = 0; y < edge; y++) {
            for (int x = 0; x < edge; x++, i++) {
                mapX[i] = (float) (x + 0.5 + field.dx(x, y));
                mapY[i] = (float) (y + 0.5 + field.dy(x, y));
            }
        }
        FloatImage bent = Warp.remap(picture, mapX, mapY, edge, edge, Interpolation.CUBIC, Border.CONSTANT);
        return Warp.affine(bent, place, edge, edge, Interpolation.CUBIC, Border.REPLICATE);
    }

    /** Turn and scale about the middle, then move; a positive turn is anticlockwise. */
    private static Affine place(int edge, double degrees, double scale, double moveX, double moveY) {
        double cos = scale * Math.cos(Math.toRadians(degrees));
        double sin = scale * Math.sin(Math.toRadians(degrees));
        double centre = Math.floorDiv(edge, 2);
        return new Affine(
                cos,
                sin,
                (1 - cos) * centre - sin * centre + moveX,
                -sin,
                cos,
                sin * centre + (1 - cos) * centre + moveY);
    }

    /** Which face sample k shows: a shuffle of all faces for each round. */
    private int index(long number) {
        int size = faces.size();
        long round = number / size;
        int[] order = new int[size];
        for (int i = 0; i < size; i++) order[i] = i;
        var random = new SplittableRandom(mix(seed ^ 0x5DEECE66DL) + mix(round));
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order[(int) (number % size)];
    }

    private static double between(RandomGenerator random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Spreads neighbouring numbers over all 64 bits; the finaliser of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
