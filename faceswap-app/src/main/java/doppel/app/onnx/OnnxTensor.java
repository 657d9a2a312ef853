package doppel.app.onnx;

import java.util.Arrays;

/**
 * A constant of a network, or a small value that is worked out on the host, such as the target of a reshape. Values are
 * row-major in the order of {@link #sizes}; none of the arrays is copied, so none may be changed.
 */
public sealed interface OnnxTensor extends GraphValue {
    /** Sizes, outermost axis first; none for a single value. */
    int[] sizes();

    /** Number of values. */
    int length();

    /** Real numbers, whatever their width in the file. */
    record Reals(int[] sizes, float[] values) implements OnnxTensor {
        public Reals {
            check(sizes, values.length);
        }

        @Override
        public int length() {
            return values.length;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Reals(int[] s, float[] v) && Arrays.equals(sizes, s) && Arrays.equals(values, v);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(sizes) + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "reals " + Arrays.toString(sizes);
        }
    }

    /** Whole numbers and truth values, whatever their width in the file. */
    record Wholes(int[] sizes, long[] values) implements OnnxTensor {
        public Wholes {
            check(sizes, values.length);
        }

        /** A list. */
        static Wholes list(long... values) {
            return new Wholes(new int[] {values.length}, values);
        }

        @Override
        public int length() {
            return values.length;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Wholes(int[] s, long[] v) && Arrays.equals(sizes, s) && Arrays.equals(values, v);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(sizes) + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "wholes " + Arrays.toString(sizes);
        }
    }

    /**
     * Product of sizes.
     *
     * @throws ArithmeticException past the largest int
     */
    static int elements(int... sizes) {
        int n = 1;
        for (int size : sizes) n = Math.multiplyExact(n, size);
        return n;
    }

    private static void check(int[] sizes, int length) {
        if (elements(sizes) != length) {
            throw new IllegalArgumentException(
                    "onnx tensor: sizes " + Arrays.toString(sizes) + " with " + length + " values");
        }
    }
}
