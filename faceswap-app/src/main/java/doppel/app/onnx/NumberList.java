package doppel.app.onnx;

import java.util.Arrays;

/** Numbers of a message as they come in, in arrays that grow by half. */
final class NumberList {
    private NumberList() {}

    /** Whole numbers. */
    static final class Wholes {
        private long[] values = new long[8];
        private int size;

        void add(long value) {
            if (size == values.length) values = Arrays.copyOf(values, size + (size >> 1));
            values[size++] = value;
        }

        int size() {
            return size;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }

    /** Real numbers. */
    static final class Reals {
        private float[] values = new float[8];
        private int size;

        void reserve(int more) {
            if (more > values.length - size) values = Arrays.copyOf(values, Math.addExact(size, more));
        }

        void add(float value) {
            if (size == values.length) values = Arrays.copyOf(values, size + (size >> 1));
            values[size++] = value;
        }

        int size() {
            return size;
        }

        float[] toArray() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }
}
