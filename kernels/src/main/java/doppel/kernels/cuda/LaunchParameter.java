package doppel.kernels.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * One parameter of a kernel: a value or a struct that is one array of values, passed by value.
 *
 * @param kind type of a value
 * @param count number of values; 1 and not a struct unless {@code struct}
 * @param struct whether the values are wrapped in a struct
 */
public record LaunchParameter(Kind kind, int count, boolean struct) {
    /** Types of values, by the letter that signatures use. */
    public enum Kind {
        /** Address of device memory. */
        POINTER('p', 8),
        /** {@code long long}. */
        LONG('l', 8),
        /** {@code int}. */
        INT('i', 4),
        /** {@code float}. */
        FLOAT('f', 4),
        /** {@code double}. */
        DOUBLE('d', 8);

        private final char letter;
        private final int bytes;

        Kind(char letter, int bytes) {
            this.letter = letter;
            this.bytes = bytes;
        }

        /** Size and alignment of a value. */
        public int bytes() {
            return bytes;
        }

        private static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) return kind;
            }
            throw new IllegalArgumentException("launch parameter: no type has the letter " + letter);
        }
    }

    /** Size of the whole parameter. */
    public int bytes() {
        return kind.bytes() * count;
    }

    /**
     * Reads a signature such as {@code "p p l i8 f"}: pointer, pointer, long, a struct of eight ints, float.
     *
     * @throws IllegalArgumentException if a word is none of a letter, or a letter and a count
     */
    static List<LaunchParameter> parse(String signature) {
        List<LaunchParameter> parameters = new ArrayList<>();
        for (String word : signature.split(" ", -1)) {
            if (!word.matches("[plifd]([1-9]\\d{0,3})?")) {
                throw new IllegalArgumentException("launch parameter: " + word + " in signature " + signature);
            }
            boolean struct = word.length() > 1;
            parameters.add(new LaunchParameter(
                    Kind.of(word.charAt(0)), struct ? Integer.parseInt(word.substring(1)) : 1, struct));
        }
        return List.copyOf(parameters);
    }

    @Override
    public String toString() {
        return struct ? "" + kind.letter + count : "" + kind.letter;
    }
}
