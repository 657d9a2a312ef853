package doppel.benchmarks.gpu;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Memory;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import doppel.kernels.cuda.LaunchDescriptor;
import doppel.kernels.cuda.LaunchDescriptors;
import doppel.kernels.cuda.RecordedLaunch;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Launches of our own kernels as their emulation on the host ran them, again on the card, each twice: also of those
 * that no family of the contract uses by itself.
 */
final class GoldenLaunches implements Block {
    static final String FILE = "launches.bin";

    private static final int MOST_FAULTS = 20;

    @Override
    public String name() {
        return "launches";
    }

    @Override
    public int seconds() {
        return 40;
    }

    @Override
    public void run(Bench bench, Deadline deadline) throws IOException {
        Path file = bench.home().resolve("fixtures").resolve(FILE);
        if (!(bench.device() instanceof Device.Cuda card) || !Files.exists(file)) {
            bench.journal().add(name(), "status", "skipped", "why", "needs a card and " + file);
            return;
        }
        int tried = 0;
        int faults = 0;
        TreeSet<String> left = new TreeSet<>();
        for (LaunchDescriptor kernel : LaunchDescriptors.all()) left.add(kernel.kernel());
        try (Kernels kernels = bench.open(Precision.FP32);
                var launcher = new CardLauncher(card);
                var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (!deadline.passed()) {
                RecordedLaunch launch = RecordedLaunch.read(in);
                Optional<String> fault = fault(kernels, launcher, launch);
                left.remove(launch.kernel());
                tried++;
                if (fault.isPresent() && faults++ < MOST_FAULTS) {
                    bench.journal().add(name(), "fault", launch.kernel(), "text", fault.get());
                }
            }
        } catch (EOFException e) {
            // all of them
        }
        bench.journal().add(name(), "rows", tried, "tried", tried, "faults", faults, "not recorded", left.toString());
    }

    private static Optional<String> fault(Kernels kernels, CardLauncher launcher, RecordedLaunch launch) {
        try {
            List<byte[]> first = run(kernels, launcher, launch);
            List<byte[]> second = run(kernels, launcher, launch);
            for (int i = 0; i < first.size(); i++) {
                if (!Arrays.equals(first.get(i), second.get(i))) return Optional.of("a second run gave other bits");
            }
            return launch.difference(first);
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private static List<byte[]> run(Kernels kernels, CardLauncher launcher, RecordedLaunch launch) {
        Memory memory = kernels.memory();
        List<Buffer> buffers = new ArrayList<>();
        for (RecordedLaunch.Region region : launch.regions()) {
            Buffer buffer = memory.allocate(new Shape(region.before().length), DType.U8);
            memory.uploadBytes(region.before(), buffer);
            buffers.add(buffer);
        }
        kernels.synchronize(); // the launcher has a stream of its own
        LaunchDescriptor kernel = LaunchDescriptors.get(launch.kernel());
        launcher.launch(kernel, launch.geometry(), launch.unpacked(buffers));
        launcher.synchronize();
        List<byte[]> written = new ArrayList<>();
        for (Buffer buffer : buffers) {
            byte[] bytes = new byte[Math.toIntExact(buffer.bytes())];
            memory.downloadBytes(buffer, bytes);
            written.add(bytes);
            memory.release(buffer);
        }
        return written;
    }
}
