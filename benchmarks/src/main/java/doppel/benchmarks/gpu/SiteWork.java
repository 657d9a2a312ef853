package doppel.benchmarks.gpu;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import java.util.Locale;

/**
 * The three passes of one convolution on random operands, which are the same on every back-end. Without bias and
 * activation: the convolution alone.
 */
public final class SiteWork implements AutoCloseable {
    /** What is computed of what; see {@link doppel.kernels.ConvKernels}. */
    public enum Pass {
        /** {@code y} of {@code x} and {@code w}. */
        FORWARD,
        /** {@code dx} of {@code dy} and {@code w}. */
        DATA,
        /** {@code dw} of {@code x} and {@code dy}. */
        WEIGHTS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kernels kernels;
    private final Conv2dOptions options;
    private final Buffer x;
    private final Buffer w;
    private final Buffer dy;
    private final Buffer y;
    private final Buffer dx;
    private final Buffer dw;

    /**
     * Draws operands, values in [-1, 1).
     *
     * @param stored type of all tensors
     * @param rounded whether the operands' values are those of bf16, however they are stored
     */
    public SiteWork(Kernels kernels, Site site, DType stored, boolean rounded) {
        this.kernels = kernels;
        options = site.options();
        x = operand(site.input(), 1, stored, rounded);
        w = operand(site.weights(), 2, stored, rounded);
        dy = operand(site.output(), 3, stored, rounded);
        y = kernels.memory().allocate(site.output(), stored);
        dx = kernels.memory().allocate(site.input(), stored);
        dw = kernels.memory().allocate(site.weights(), stored);
    }

    private Buffer operand(Shape shape, long stream, DType stored, boolean rounded) {
        Buffer drawn = kernels.memory().allocate(shape, DType.F32);
        kernels.random().uniform(20_251, stream, -1, 1, drawn);
        if (!rounded && stored == DType.F32) return drawn;
        Buffer narrow = to(DType.BF16, drawn);
        if (stored == DType.BF16) return narrow;
        return to(DType.F32, narrow);
    }

    private Buffer to(DType type, Buffer from) {
        Buffer to = kernels.memory().allocate(from.shape(), type);
        kernels.elementwise().cast(from, to);
        kernels.memory().release(from);
        return to;
    }

    /** Queues a pass over all pictures. */
    public void run(Pass pass) {
        run(pass, 0, x.shape().size(0));
    }

    /** Queues a pass over pictures {@code from} to {@code to} (exclusive); gradients of weights are always of all. */
    void run(Pass pass, int from, int to) {
        switch (pass) {
            case FORWARD ->
                kernels.conv().forward(x.rows(from, to), w, null, null, options, Activation.NONE, y.rows(from, to));
            case DATA -> kernels.conv().backwardData(dy.rows(from, to), w, options, dx.rows(from, to));
            case WEIGHTS -> kernels.conv().backwardWeights(x, dy, options, dw, null);
        }
    }

    /**
     * Runs all passes and holds them against each other: {@code <dy, y> = <dx, x> = <dw, w>}, for each is the same sum
     * over all products of an input, a weight and an output's gradient.
     *
     * @throws IllegalStateException if they differ by more than rounding
     */
    public void check() {
        for (Pass pass : Pass.values()) run(pass);
        Inner forward = Inner.of(values(dy), values(y));
        Inner data = Inner.of(values(dx), values(x));
        Inner weights = Inner.of(values(dw), values(w));
        double scale = Math.max(forward.scale, Math.max(data.scale, weights.scale));
        double off = Math.max(Math.abs(forward.sum - data.sum), Math.abs(forward.sum - weights.sum));
        if (!(off <= 0.05 * scale)) {
            throw new IllegalStateException("conv2d %s by %s: <dy, y> = %s, <dx, x> = %s, <dw, w> = %s"
                    .formatted(x, w, forward.sum, data.sum, weights.sum));
        }
    }

    /** An inner product, and how large that of unrelated vectors of such norms is. */
    private record Inner(double sum, double scale) {
        static Inner of(float[] a, float[] b) {
            double sum = 0;
            double aa = 0;
            double bb = 0;
            for (int i = 0; i < a.length; i++) {
                sum += (double) a[i] * b[i];
                aa += (double) a[i] * a[i];
                bb += (double) b[i] * b[i];
            }
            return new Inner(sum, Math.sqrt(aa * bb / a.length));
        }
    }

    /** Fills what a pass writes with NaN. */
    void poison(Pass pass) {
        kernels.memory().fill(target(pass), Double.NaN);
    }

    private Buffer target(Pass pass) {
        return switch (pass) {
            case FORWARD -> y;
            case DATA -> dx;
            case WEIGHTS -> dw;
        };
    }

    /** What a pass wrote of pictures {@code from} to {@code to}, or of all weights. */
    float[] read(Pass pass, int from, int to) {
        return values(pass == Pass.WEIGHTS ? dw : target(pass).rows(from, to));
    }

    private float[] values(Buffer written) {
        Buffer wide = written;
        if (written.dtype() != DType.F32) {
            wide = kernels.memory().allocate(written.shape(), DType.F32);
            kernels.elementwise().cast(written, wide);
        }
        float[] values = new float[Math.toIntExact(written.elements())];
        kernels.memory().download(wide, values);
        if (wide != written) kernels.memory().release(wide);
        return values;
    }

    @Override
    public void close() {
        for (Buffer buffer : new Buffer[] {x, w, dy, y, dx, dw})
            kernels.memory().release(buffer);
    }
}
