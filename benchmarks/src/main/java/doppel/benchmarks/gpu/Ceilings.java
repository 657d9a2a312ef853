package doppel.benchmarks.gpu;

import doppel.bindings.cuda.CudaGraphExec;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.kernels.Shape;

/** What the card can do at most: copies, products of matrices, launches. All numbers are of random data. */
final class Ceilings implements Block {
    private static final int LAUNCHES = 200;

    @Override
    public String name() {
        return "ceilings";
    }

    @Override
    public int seconds() {
        return 25;
    }

    @Override
    public void run(Bench bench, Deadline deadline) {
        Stopwatch watch = bench.dry() ? Stopwatch.DRY : new Stopwatch(20, 2);
        try (Kernels kernels = bench.open(Precision.FP32)) {
            bench.part(name(), "copy", () -> copy(bench, kernels, watch, deadline));
            bench.part(name(), "product", () -> product(bench, kernels, "fp32", DType.F32, watch, deadline));
            if (bench.onCard()) {
                bench.part(name(), "product", () -> product(bench, kernels, "bf16", DType.BF16, watch, deadline));
            }
            bench.part(name(), "kernel of one element", () -> smallKernel(bench, kernels, watch, deadline));
        }
        for (Precision tf32 : bench.precisions("tf32")) {
            bench.part(name(), "product", () -> {
                try (Kernels kernels = bench.open(tf32)) {
                    product(bench, kernels, "tf32", DType.F32, watch, deadline);
                }
            });
        }
        if (bench.device() instanceof Device.Cuda card) {
            bench.part(name(), "empty kernel", () -> launches(bench, card));
        }
    }

    private void copy(Bench bench, Kernels kernels, Stopwatch watch, Deadline deadline) {
        Shape shape = bench.dry() ? new Shape(1 << 10) : new Shape(1 << 10, 1 << 20);
        Buffer from = drawn(kernels, shape, DType.F32, 1);
        Buffer to = kernels.memory().allocate(shape, DType.F32);
        Stopwatch.Time time = watch.time(kernels, () -> kernels.memory().copy(from, to), deadline);
        bench.journal()
                .add(name(), "what", "copy", "TB/s", 2 * from.bytes() / time.median() / 1e12, "spread", time.spread());
        kernels.memory().release(from);
        kernels.memory().release(to);
    }

    private void product(
            Bench bench, Kernels kernels, String precision, DType type, Stopwatch watch, Deadline deadline) {
        int edge = bench.dry() ? 16 : 8192;
        Shape shape = new Shape(edge, edge);
        Buffer a = drawn(kernels, shape, type, 2);
        Buffer b = drawn(kernels, shape, type, 3);
        Buffer y = kernels.memory().allocate(shape, type);
        Stopwatch.Time time =
                watch.time(kernels, () -> kernels.matmul().multiply(a, false, b, false, null, y), deadline.within(6));
        double flops = 2.0 * edge * edge * edge;
        bench.journal()
                .add(
                        name(),
                        "what",
                        "product",
                        "precision",
                        precision,
                        "TFLOP/s",
                        flops / time.median() / 1e12,
                        "spread",
                        time.spread());
        for (Buffer buffer : new Buffer[] {a, b, y}) kernels.memory().release(buffer);
    }

    private static Buffer drawn(Kernels kernels, Shape shape, DType type, long stream) {
        Buffer buffer = kernels.memory().allocate(shape, type);
        kernels.random().uniform(1, stream, -1, 1, buffer);
        return buffer;
    }

    /** One element through the whole of our own path. */
    private void smallKernel(Bench bench, Kernels kernels, Stopwatch watch, Deadline deadline) {
        Buffer x = drawn(kernels, new Shape(1), DType.F32, 4);
        Stopwatch.Time time = watch.time(kernels, () -> kernels.elementwise().affine(x, 1, 0, x), deadline);
        bench.journal()
                .add(name(), "what", "kernel of one element", "us", time.median() * 1e6, "spread", time.spread());
        kernels.memory().release(x);
    }

    private void launches(Bench bench, Device.Cuda card) {
        try (CardQueue queue = new CardQueue(card)) {
            CudaGraphExec graph = queue.graph(LAUNCHES);
            double alone = Double.MAX_VALUE;
            double inGraph = Double.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long begun = System.nanoTime();
                queue.launch(LAUNCHES);
                queue.synchronize();
                alone = Math.min(alone, (System.nanoTime() - begun) / 1e3 / LAUNCHES);
                begun = System.nanoTime();
                queue.launch(graph, 1);
                queue.synchronize();
                inGraph = Math.min(inGraph, (System.nanoTime() - begun) / 1e3 / LAUNCHES);
            }
            bench.journal().add(name(), "what", "empty kernel", "us alone", alone, "us in a graph", inGraph);
        }
    }
}
