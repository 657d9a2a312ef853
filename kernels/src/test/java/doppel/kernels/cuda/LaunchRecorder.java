package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes small launches of the emulation to a file while tests run, a few of each kernel: goldens for a card. {@code
 * -Ddoppel.test.launches=FILE} asks for it.
 */
final class LaunchRecorder {
    private static final int MOST_OF_A_KERNEL = 4;
    private static final int MOST_BYTES = 24 << 10;

    private final DataOutputStream out;
    private final Map<String, Integer> counts = new HashMap<>();

    /** Memory of one or several buffers that overlap. */
    private record Stretch(long address, long end, DType dtype, MemorySegment memory) {
        boolean holds(Buffer buffer) {
            long at = buffer.segment().address();
            return at >= address && at + buffer.bytes() <= end;
        }
    }

    LaunchRecorder(Path file) {
        try {
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a launch, and writes what it did if it is small and not many of its kernel have been. */
    void record(LaunchDescriptor kernel, LaunchGeometry geometry, @Nullable Object[] arguments, Runnable launch) {
        List<Stretch> stretches = stretches(arguments);
        long bytes = stretches.stream().mapToLong(s -> s.end - s.address).sum();
        if (bytes > MOST_BYTES || counts.getOrDefault(kernel.kernel(), 0) >= MOST_OF_A_KERNEL) {
            launch.run();
            return;
        }
        counts.merge(kernel.kernel(), 1, Integer::sum);
        List<RecordedLaunch.Argument> recorded = new ArrayList<>();
        for (Object argument : arguments) {
            recorded.add(RecordedLaunch.argument(argument, buffer -> place(stretches, buffer)));
        }
        List<byte[]> before =
                stretches.stream().map(s -> s.memory.toArray(JAVA_BYTE)).toList();
        launch.run();
        List<RecordedLaunch.Region> regions = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Stretch s = stretches.get(i);
            regions.add(new RecordedLaunch.Region(s.dtype, before.get(i), s.memory.toArray(JAVA_BYTE)));
        }
        try {
            new RecordedLaunch(kernel.kernel(), geometry, recorded, regions).write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedLaunch.Argument.Pointer place(List<Stretch> stretches, Buffer buffer) {
        for (int i = 0; i < stretches.size(); i++) {
            Stretch s = stretches.get(i);
            if (s.holds(buffer)) {
                return new RecordedLaunch.Argument.Pointer(i, buffer.segment().address() - s.address);
            }
        }
        throw new IllegalStateException("launch recorder: " + buffer + " lies nowhere");
    }

    @SuppressWarnings("restricted") // reinterpret: two views of one allocation of the emulation's
    private static List<Stretch> stretches(@Nullable Object[] arguments) {
        List<Buffer> buffers = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof Buffer buffer) buffers.add(buffer);
        }
        buffers.sort(Comparator.comparingLong(b -> b.segment().address()));
        List<Stretch> stretches = new ArrayList<>();
        for (Buffer b : buffers) {
            long at = b.segment().address();
            if (stretches.isEmpty() || at >= stretches.getLast().end) {
                stretches.add(
                        new Stretch(at, at + b.bytes(), b.dtype(), b.segment().asSlice(0, b.bytes())));
            } else if (at + b.bytes() > stretches.getLast().end) {
                Stretch last = stretches.removeLast();
                long end = at + b.bytes();
                MemorySegment whole = last.memory.reinterpret(end - last.address);
                stretches.add(new Stretch(last.address, end, last.dtype, whole));
            }
        }
        return stretches;
    }
}
