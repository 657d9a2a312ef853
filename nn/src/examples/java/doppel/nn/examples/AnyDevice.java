package doppel.nn.examples;

import doppel.bindings.lifetime.NativeException;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.DeviceChoice;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Program;
import java.io.PrintStream;
import java.util.List;

/** Chapter 9. The training of {@link EightFaces} on the device that is asked for. */
final class AnyDevice {
    private AnyDevice() {}

    public static void main(String[] args) {
        int at = List.of(args).indexOf("--device");
        String asked = at >= 0 && at + 1 < args.length ? args[at + 1] : "cuda";
        train(choose(Device.parse(asked), System.out), 200, System.out);
    }

    /** The device asked for; the processor where that one cannot be used, and a line that says so. */
    static Device choose(Device asked, PrintStream out) {
        try {
            DeviceChoice choice = Backends.choose(asked);
            return choice.device();
        } catch (NativeException e) {
            out.println("NOT ON " + asked + ": " + e.getMessage());
            out.println("computing on the cpu instead");
            return new Device.Cpu();
        }
    }

    /** The last loss. */
    static double train(Device device, int steps, PrintStream out) {
        Precision precision = Backends.forTraining(device, Precision.FP32);
        try (Kernels kernels = Backends.open(device, precision);
                var training = new EightFaces(kernels, 1);
                Program step = kernels.program("step of eight faces", training::work)) {
            out.println(kernels.describe());
            out.println("stored between layers: " + kernels.storage());
            double loss = 0;
            long start = System.nanoTime();
            for (int i = 1; i <= steps; i++) {
                training.begin(); // an upload, so outside of the program
                step.run();
                if (i > 3 && i % 50 != 0 && i != steps) continue;
                loss = training.loss(); // a download: waits for the device
                out.printf("step %4d  loss %.4f  after %.2f s%n", i, loss, (System.nanoTime() - start) / 1e9);
            }
            return loss;
        }
    }
}
