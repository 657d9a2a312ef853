package doppel.benchmarks.gpu;

import doppel.bindings.lifetime.NativeException;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the blocks work with.
 *
 * @param device the card, or the processor in a dry run
 * @param dry whether everything is tried at tiny sizes, for the sake of the script alone
 * @param journal of the run
 * @param out folder for files
 * @param home folder with {@code peer.py} and {@code fixtures}
 * @param python the Python that may have PyTorch
 */
record Bench(Device device, boolean dry, Journal journal, Path out, Path home, String python) {
    /** Something that may fail by itself. */
    interface Part {
        void run() throws Exception;
    }

    /**
     * Does one part of a block. What it throws is a fault in the journal, and the parts after it still run.
     *
     * @param what the part, for people
     */
    void part(String block, String what, Part part) {
        try {
            part.run();
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            e.printStackTrace();
            journal.add(block, "fault", what, "text", e.toString());
        }
    }

    /** Whether it is a card. */
    boolean onCard() {
        return device instanceof Device.Cuda;
    }

    /** Whether nets can be trained in seconds: on a card, or by oneDNN. */
    boolean trains() {
        if (onCard()) return true;
        try (Kernels kernels = Backends.open(device)) {
            return kernels.device().equals(device);
        } catch (NativeException e) {
            return false;
        }
    }

    /** Those of the precisions named that this version and the card know; in a dry run the first alone. */
    List<Precision> precisions(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> precision(name).stream())
                .filter(precision -> !onCard() || Backends.isFast(device, precision))
                .limit(dry ? 1 : names.length)
                .toList();
    }

    private static Optional<Precision> precision(String name) {
        return Arrays.stream(Precision.values())
                .filter(p -> p.toString().equals(name))
                .findFirst();
    }

    /**
     * The device's back-end; in a dry run on a machine without oneDNN the textbook one.
     *
     * @throws NativeException if it cannot be opened
     */
    Kernels open(Precision precision) {
        if (onCard()) return Backends.open(device, precision);
        try {
            return Backends.open(device, Backends.isFast(device, precision) ? precision : Precision.FP32);
        } catch (NativeException e) {
            return Backends.reference();
        }
    }

    /** The device's back-end, opened while system properties have these values. */
    Kernels open(Precision precision, Map<String, String> properties) {
        var before = (Properties) System.getProperties().clone();
        properties.forEach(System::setProperty);
        try {
            return open(precision);
        } finally {
            System.setProperties(before);
        }
    }
}
