package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One launch of one kernel as the emulation ran it: arguments, and all memory they point to before and after. What the
 * same launch writes on a card is held against it.
 *
 * @param kernel name of a {@link LaunchDescriptors descriptor}
 * @param geometry of the launch
 * @param arguments one per parameter
 * @param regions memory that arguments point into
 */
public record RecordedLaunch(String kernel, LaunchGeometry geometry, List<Argument> arguments, List<Region> regions) {
    /** Most that an element may be off, as a share of {@code 1 + |wanted|}: cards multiply and add in one rounding. */
    private static final double TOLERANCE = 2e-5;

    private static final double BF16_TOLERANCE = 1.0 / 128;

    /** What a parameter gets. */
    public sealed interface Argument {
        /** An address in a region; -1 is null. */
        record Pointer(int region, long offset) implements Argument {}

        /** Integers, or their array. */
        record Longs(char kind, boolean array, long[] values) implements Argument {}

        /** Numbers, or their array. */
        record Doubles(char kind, boolean array, double[] values) implements Argument {}
    }

    /** Memory of elements of one type. */
    public record Region(DType dtype, byte[] before, byte[] after) {}

    /** As {@link PackedArguments} takes them. */
    public @Nullable Object[] unpacked(List<Buffer> buffers) {
        return arguments.stream().map(a -> unpacked(a, buffers)).toArray();
    }

    private static @Nullable Object unpacked(Argument argument, List<Buffer> buffers) {
        return switch (argument) {
            case Argument.Pointer(int region, long offset) -> {
                if (region < 0) yield null;
                MemorySegment whole = buffers.get(region).segment();
                int bytes = (int) (whole.byteSize() - offset);
                yield new Buffer(new Shape(bytes), DType.U8, whole.asSlice(offset, bytes));
            }
            case Argument.Longs(char kind, boolean array, long[] v) -> {
                if (kind == 'l') yield array ? v : (Object) v[0];
                int[] ints = Arrays.stream(v).mapToInt(Math::toIntExact).toArray();
                yield array ? ints : (Object) ints[0];
            }
            case Argument.Doubles(char kind, boolean array, double[] v) -> {
                if (kind == 'd') yield array ? v : (Object) v[0];
                float[] floats = new float[v.length];
                for (int i = 0; i < v.length; i++) floats[i] = (float) v[i];
                yield array ? floats : (Object) floats[0];
            }
        };
    }

    /** The first element that differs, in words; integers must be equal, other numbers near, NaN equals NaN. */
    public Optional<String> difference(List<byte[]> got) {
        for (int r = 0; r < regions.size(); r++) {
            Region region = regions.get(r);
            if (Arrays.equals(region.after, got.get(r))) continue;
            DType dtype = region.dtype;
            double[] wanted = elements(dtype, region.after);
            double[] written = elements(dtype, got.get(r));
            double tolerance = switch (dtype) {
                case F32, F64 -> TOLERANCE;
                case BF16 -> BF16_TOLERANCE;
                default -> 0;
            };
            for (int i = 0; i < wanted.length; i++) {
                if (Double.isNaN(wanted[i]) && Double.isNaN(written[i])) continue;
                if (!(Math.abs(wanted[i] - written[i]) <= tolerance * (1 + Math.abs(wanted[i])))) {
                    return Optional.of("%s: argument memory %d of %s, element %d of %d: wanted %s, got %s"
                            .formatted(kernel, r, dtype, i, wanted.length, wanted[i], written[i]));
                }
            }
        }
        return Optional.empty();
    }

    private static double[] elements(DType dtype, byte[] bytes) {
        MemorySegment segment = MemorySegment.ofArray(new long[bytes.length / 8 + 1]);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, segment, 0, bytes.length);
        int count = bytes.length / dtype.bytes();
        return Elements.read(new Buffer(new Shape(count), dtype, segment.asSlice(0, (long) count * dtype.bytes())));
    }

    /** Appends this. */
    public void write(DataOutputStream out) throws IOException {
        out.writeUTF(kernel);
        LaunchGeometry g = geometry;
        for (int i : new int[] {g.gridX(), g.gridY(), g.gridZ(), g.blockX(), g.blockY(), g.blockZ(), g.sharedBytes()}) {
            out.writeInt(i);
        }
        out.writeInt(arguments.size());
        for (Argument argument : arguments) write(argument, out);
        out.writeInt(regions.size());
        for (Region region : regions) {
            out.writeUTF(region.dtype.name());
            out.writeInt(region.before.length);
            out.write(region.before);
            out.write(region.after);
        }
    }

    private static void write(Argument argument, DataOutputStream out) throws IOException {
        switch (argument) {
            case Argument.Pointer(int region, long offset) -> {
                out.writeChar('p');
                out.writeInt(region);
                out.writeLong(offset);
            }
            case Argument.Longs(char kind, boolean array, long[] values) -> {
                out.writeChar(kind);
                out.writeInt(array ? values.length : -1);
                for (long value : values) out.writeLong(value);
            }
            case Argument.Doubles(char kind, boolean array, double[] values) -> {
                out.writeChar(kind);
                out.writeInt(array ? values.length : -1);
                for (double value : values) out.writeDouble(value);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static RecordedLaunch read(DataInputStream in) throws IOException {
        String kernel = in.readUTF();
        var geometry = new LaunchGeometry(
                in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
        List<Argument> arguments = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) arguments.add(readArgument(in));
        List<Region> regions = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            DType dtype = DType.valueOf(in.readUTF());
            int bytes = in.readInt();
            regions.add(new Region(dtype, in.readNBytes(bytes), in.readNBytes(bytes)));
        }
        return new RecordedLaunch(kernel, geometry, arguments, regions);
    }

    private static Argument readArgument(DataInputStream in) throws IOException {
        char kind = in.readChar();
        if (kind == 'p') return new Argument.Pointer(in.readInt(), in.readLong());
        int length = in.readInt();
        if (kind == 'l' || kind == 'i') {
            long[] values = new long[Math.abs(length)];
            for (int i = 0; i < values.length; i++) values[i] = in.readLong();
            return new Argument.Longs(kind, length >= 0, values);
        }
        double[] values = new double[Math.abs(length)];
        for (int i = 0; i < values.length; i++) values[i] = in.readDouble();
        return new Argument.Doubles(kind, length >= 0, values);
    }

    /**
     * An argument of a launch.
     *
     * @param place region and offset of a buffer
     */
    static Argument argument(@Nullable Object value, Function<Buffer, Argument.Pointer> place) {
        return switch (value) {
            case null -> new Argument.Pointer(-1, 0);
            case Buffer b -> place.apply(b);
            case Long v -> new Argument.Longs('l', false, new long[] {v});
            case Integer v -> new Argument.Longs('i', false, new long[] {v});
            case Float v -> new Argument.Doubles('f', false, new double[] {v});
            case Double v -> new Argument.Doubles('d', false, new double[] {v});
            case long[] v -> new Argument.Longs('l', true, v.clone());
            case int[] v ->
                new Argument.Longs('i', true, Arrays.stream(v).asLongStream().toArray());
            case float[] v -> {
                double[] wide = new double[v.length];
                for (int i = 0; i < v.length; i++) wide[i] = v[i];
                yield new Argument.Doubles('f', true, wide);
            }
            case double[] v -> new Argument.Doubles('d', true, v.clone());
            default -> throw new IllegalArgumentException("argument: " + value.getClass());
        };
    }
}
