package doppel.app.dfl;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes values of a wanted kind out of what a pickle held, whichever of Python's or NumPy's types it was stored in. */
final class PickleFields {
    private PickleFields() {}

    static String text(@Nullable Object value, String what) throws IOException {
        if (value instanceof String text) return text;
        throw wrong(what, "text", value);
    }

    static double number(@Nullable Object value, String what) throws IOException {
        double number = switch (value instanceof NumpyScalar scalar ? scalar.toJava() : value) {
            case Number n -> n.doubleValue();
            case Boolean b -> b ? 1 : 0;
            case null, default -> throw wrong(what, "a number", value);
        };
        if (!Double.isFinite(number)) throw wrong(what, "a finite number", value);
        return number;
    }

    static long whole(@Nullable Object value, String what) throws IOException {
        double number = number(value, what);
        if (number != Math.rint(number) || Math.abs(number) > 0x1p53) throw wrong(what, "a whole number", value);
        return (long) number;
    }

    /** Items of a list or tuple. */
    static List<?> items(@Nullable Object value, String what) throws IOException {
        return switch (value) {
            case List<?> list -> list;
            case PickleTuple tuple -> tuple.items();
            case null, default -> throw wrong(what, "a list", value);
        };
    }

    /** All numbers of an array, of a list, or of a list of lists that each hold {@code columns}, row by row. */
    static double[] numbers(@Nullable Object value, int columns, String what) throws IOException {
        double[] out;
        if (value instanceof NumpyArray array) {
            int[] shape = array.shape();
            boolean rows = columns == 0 ? shape.length == 1 : shape.length == 2 && shape[1] == columns;
            if (!rows) throw wrong(what, columns == 0 ? "one axis" : "rows of " + columns, value);
            out = array.toDoubles();
            for (double number : out) if (!Double.isFinite(number)) throw wrong(what, "finite numbers", value);
            return out;
        }
        List<?> items = items(value, what);
        if (columns == 0) {
            out = new double[items.size()];
            for (int i = 0; i < out.length; i++) out[i] = number(items.get(i), what);
            return out;
        }
        out = new double[Math.multiplyExact(items.size(), columns)];
        int at = 0;
        for (Object item : items) {
            double[] row = numbers(item, 0, what);
            if (row.length != columns) throw wrong(what, "rows of " + columns, "a row of " + row.length);
            for (double number : row) out[at++] = number;
        }
        return out;
    }

    /** Bytes stored as such or as an 8-bit array of any shape. */
    static byte[] bytes(@Nullable Object value, String what) throws IOException {
        if (value instanceof byte[] bytes) return bytes.clone();
        if (value instanceof NumpyArray array && array.type().bytes() == 1) return array.toBytes();
        throw wrong(what, "bytes", value);
    }

    static IOException wrong(String what, String wanted, @Nullable Object came) {
        String kind = switch (came) {
            case null -> "none";
            case NumpyArray array -> "an array " + array;
            case String text -> text.length() > 40 ? "a long text" : "\"" + text + "\"";
            case Number n -> n.toString();
            case NumpyScalar scalar -> scalar.toString();
            default -> "a " + came.getClass().getSimpleName();
        };
        return new IOException(what + ": " + wanted + " wanted, got " + kind);
    }
}
