package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.NormKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.NormChecks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/** Normalisation of each row by the root of its mean square, of groups by their moments, and softmax. */
final class ReferenceNorm implements NormKernels {
    @Override
    public void rms(Buffer x, double epsilon, Buffer y) {
        Checks.same("rms", x, y);
        double[] in = Elements.read(x);
        double[] out = new double[in.length];
        int size = in.length / rows("rms", x);
        for (int start = 0; start < in.length; start += size) {
            double r = inverseRoot(in, start, size, epsilon);
            for (int i = start; i < start + size; i++) out[i] = in[i] * r;
        }
        Elements.write(out, y);
    }

    /**
     * With {@code q = mean(x^2)} and {@code r = (q + epsilon)^(-1/2)}: {@code dq/dx_j = 2 x_j / size} and {@code dr/dq
     * = -r^3 / 2}, so {@code dx_j = sum over i of dy_i (r [i = j] + x_i dr/dx_j) = r dy_j - r^3 x_j mean(x * dy)}.
     */
    @Override
    public void rmsBackward(Buffer dy, Buffer x, double epsilon, Buffer dx) {
        Checks.same("rms backward", dy, x, dx);
        double[] in = Elements.read(x);
        double[] gradient = Elements.read(dy);
        double[] out = new double[in.length];
        int size = in.length / rows("rms backward", x);
        for (int start = 0; start < in.length; start += size) {
            double r = inverseRoot(in, start, size, epsilon);
            double mean = 0;
            for (int i = start; i < start + size; i++) mean += in[i] * gradient[i] / size;
            for (int i = start; i < start + size; i++) out[i] = r * (gradient[i] - in[i] * r * r * mean);
        }
        Elements.write(out, dx);
    }

    private static int rows(String op, Buffer x) {
        if (x.shape().rank() == 0) throw new IllegalArgumentException(op + ": a scalar has no rows, " + x);
        return x.shape().size(0);
    }

    private static double inverseRoot(double[] x, int start, int size, double epsilon) {
        double mean = 0;
        for (int i = start; i < start + size; i++) mean += x[i] * x[i] / size;
        return 1 / Math.sqrt(mean + epsilon);
    }

    @Override
    public void moments(Buffer x, Buffer mean, Buffer variance) {
        ReferenceMoments.moments(x, mean, variance);
    }

    @Override
    public void normalize(
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            @Nullable Buffer shift,
            Buffer y) {
        ReferenceMoments.normalize(x, mean, variance, epsilon, scale, shift, y);
    }

    @Override
    public void normalizeBackward(
            Buffer dy,
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            boolean own,
            @Nullable Buffer dx,
            @Nullable Buffer dscale,
            @Nullable Buffer dshift) {
        ReferenceMoments.backward(dy, x, mean, variance, epsilon, scale, own, dx, dscale, dshift);
    }

    @Override
    public void softmax(Buffer x, Buffer y) {
        NormChecks.rows("softmax", x, y);
        double[] values = Elements.read(x);
        int size = x.shape().size(-1);
        for (int start = 0; start < values.length; start += size) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = start; i < start + size; i++) most = Math.max(most, values[i]);
            double sum = 0;
            for (int i = start; i < start + size; i++) {
                values[i] = Math.exp(values[i] - most);
                sum += values[i];
            }
            for (int i = start; i < start + size; i++) values[i] /= sum;
        }
        Elements.write(values, y);
    }

    /** {@code dy_i/dx_j = y_i ([i = j] - y_j)}. */
    @Override
    public void softmaxBackward(Buffer dy, Buffer y, Buffer dx) {
        NormChecks.rows("softmax backward", dy, y, dx);
        double[] shares = Elements.read(y);
        double[] gradient = Elements.read(dy);
        int size = y.shape().size(-1);
        for (int start = 0; start < shares.length; start += size) {
            double sum = 0;
            for (int i = start; i < start + size; i++) sum += gradient[i] * shares[i];
            for (int i = start; i < start + size; i++) gradient[i] = shares[i] * (gradient[i] - sum);
        }
        Elements.write(gradient, dx);
    }
}
