package doppel.benchmarks.peer;

import doppel.kernels.Shape;
import java.util.Random;

/** Sizes and values for one call, all from a seed. */
final class Draw {
    /** Small and odd ones, and those around the number of lanes of a vector. */
    private static final int[] LENGTHS = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33};

    private final Random random;

    Draw(String name, long seed) {
        random = new Random(name.hashCode() * 1_000_003L + seed);
        for (int i = 0; i < 10; i++) random.nextInt(); // near seeds begin alike
    }

    /** Bounds included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    int of(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    double of(double... choices) {
        return choices[random.nextInt(choices.length)];
    }

    double real(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    boolean coin() {
        return random.nextBoolean();
    }

    /** The size of an axis. */
    int length() {
        return of(LENGTHS);
    }

    /** One to four axes. */
    int[] shape() {
        int[] shape = new int[between(1, 4)];
        for (int i = 0; i < shape.length; i++) shape[i] = i == shape.length - 1 ? length() : between(1, 6);
        return shape;
    }

    /** A batch of pictures with edges of at least {@code least}. */
    int[] pictures(int least) {
        return new int[] {between(1, 3), between(least, least + 8), between(least, least + 8), length()};
    }

    /** Numbers of either sign with magnitudes of 0.05 to 1, so that none is near zero. */
    Input values(int... shape) {
        return drawn(Input.Kind.VALUE, 0.05, 1, true, shape);
    }

    /** The same, f32 whatever the storage. */
    Input weights(int... shape) {
        return drawn(Input.Kind.WEIGHT, 0.05, 1, true, shape);
    }

    /** Numbers of 0.2 to 2. */
    Input positive(int... shape) {
        return drawn(Input.Kind.VALUE, 0.2, 2, false, shape);
    }

    /** Taps so small that no sum of {@code terms} products with values exceeds 0.4. */
    Input smallTaps(int terms, int... shape) {
        return drawn(Input.Kind.WEIGHT, 0, 0.4 / terms, true, shape);
    }

    /** Numbers of either sign with magnitudes of 0.7 to 1.2: added to small sums, they keep them clear of zero. */
    Input clearBias(int... shape) {
        return drawn(Input.Kind.WEIGHT, 0.7, 1.2, true, shape);
    }

    Input drawn(Input.Kind kind, double low, double high, boolean signed, int... sizes) {
        var shape = new Shape(sizes);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            double x = real(low, high);
            values[i] = (float) (signed && coin() ? -x : x);
        }
        return new Input(kind, shape, values);
    }

    /** Numbers of entries. */
    Input indices(int low, int high, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = between(low, high);
        return new Input(Input.Kind.INDEX, new Shape(count), values);
    }
}
