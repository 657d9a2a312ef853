package doppel.nn.examples;

import doppel.kernels.Backends;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import java.io.PrintStream;

/** Chapter 10. The step of {@link EightFaces}, kernel by kernel, beside what the machine can do. */
final class WhereTimeGoes {
    private WhereTimeGoes() {}

    public static void main(String[] args) {
        try (Kernels kernels = Backends.open(new Device.Cpu())) {
            report(kernels, 20, System.out);
        }
    }

    /**
     * Times some steps.
     *
     * @return the share of the step that was spent in kernels
     */
    static double report(Kernels kernels, int steps, PrintStream out) {
        double peak = multiplySpeed(kernels, 1024);
        double copy = copySpeed(kernels, 1 << 24);
        out.printf(
                "%s%nlimits: %.0f GFLOP/s (product of matrices), %.1f GB/s (copy)%n",
                kernels.describe(), peak / 1e9, copy / 1e9);
        var timed = new TimedKernels(kernels);
        try (var training = new EightFaces(timed.kernels(), 1)) {
            for (int i = 0; i < 5; i++) training.step(); // plans are made, classes compiled
            timed.reset();
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) training.step();
            double step = (System.nanoTime() - start) / 1e9 / steps;

            out.printf(
                    "a step: %.2f ms%n%-30s %5s %8s %6s %8s %6s %7s%n",
                    step * 1e3, "kernel", "calls", "ms", "share", "GFLOP/s", "of", "GB/s");
            double inKernels = 0;
            for (TimedKernels.Entry e : timed.entries()) {
                double share = e.seconds() / steps / step;
                double flops = e.flops() / e.seconds();
                inKernels += share;
                out.printf(
                        "%-30s %5d %8.3f %5.1f%% %8s %6s %7.1f%n",
                        e.name(),
                        e.calls() / steps,
                        e.seconds() / steps * 1e3,
                        share * 100,
                        e.flops() == 0 ? "" : "%.1f".formatted(flops / 1e9),
                        e.flops() == 0 ? "" : "%.0f%%".formatted(flops / peak * 100),
                        e.bytes() / e.seconds() / 1e9);
            }
            out.printf(
                    "%-30s %5s %8.3f %5.1f%%%n",
                    "everything else", "", (1 - inKernels) * step * 1e3, (1 - inKernels) * 100);
            return inKernels;
        }
    }

    /** Floating-point operations per second of a product of square matrices, the best of some. */
    static double multiplySpeed(Kernels kernels, int edge) {
        Buffer a = kernels.memory().allocate(new Shape(edge, edge), DType.F32);
        Buffer b = kernels.memory().allocate(new Shape(edge, edge), DType.F32);
        Buffer y = kernels.memory().allocate(new Shape(edge, edge), DType.F32);
        try {
            kernels.random().uniform(1, 1, -1, 1, a);
            kernels.random().uniform(1, 2, -1, 1, b);
            double best = best(kernels, () -> kernels.matmul().multiply(a, false, b, false, null, y));
            return 2.0 * edge * edge * edge / best;
        } finally {
            for (Buffer used : new Buffer[] {a, b, y}) kernels.memory().release(used);
        }
    }

    /** Bytes read and written per second by a copy, the best of some. */
    static double copySpeed(Kernels kernels, int elements) {
        Buffer from = kernels.memory().allocate(new Shape(elements), DType.F32);
        Buffer to = kernels.memory().allocate(new Shape(elements), DType.F32);
        try {
            kernels.memory().fill(from, 1);
            double best = best(kernels, () -> kernels.elementwise().affine(from, 1, 0, to));
            return 2.0 * from.bytes() / best;
        } finally {
            for (Buffer used : new Buffer[] {from, to}) kernels.memory().release(used);
        }
    }

    private static double best(Kernels kernels, Runnable work) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            long start = System.nanoTime();
            work.run();
            kernels.synchronize();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }
}
