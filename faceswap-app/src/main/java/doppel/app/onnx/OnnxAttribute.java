package doppel.app.onnx;

import java.util.Arrays;
import java.util.List;

/** A constant setting of a node. */
public sealed interface OnnxAttribute {
    /** A whole number; also a switch, 0 or 1. */
    record Whole(long value) implements OnnxAttribute {}

    /** Whole numbers, such as sizes. */
    record Wholes(long... values) implements OnnxAttribute {
        public Wholes {
            values = values.clone();
        }

        @Override
        public long[] values() {
            return values.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Wholes(long[] other) && Arrays.equals(values, other);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return Arrays.toString(values);
        }
    }

    /** A real number. */
    record Real(float value) implements OnnxAttribute {}

    /** Real numbers. */
    record Reals(float... values) implements OnnxAttribute {
        public Reals {
            values = values.clone();
        }

        @Override
        public float[] values() {
            return values.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Reals(float[] other) && Arrays.equals(values, other);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return Arrays.toString(values);
        }
    }

    /** A word, such as a mode. */
    record Text(String value) implements OnnxAttribute {}

    /** Words. */
    record Texts(List<String> values) implements OnnxAttribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    /** A constant. */
    record Constant(OnnxTensor value) implements OnnxAttribute {}

    /** Something read over, such as the body of a loop: a node that has it cannot run. */
    record Unread(String kind) implements OnnxAttribute {}
}
