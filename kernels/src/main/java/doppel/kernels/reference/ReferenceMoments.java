package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.checks.MomentGroups;
import doppel.kernels.checks.NormChecks;
import doppel.kernels.host.Elements;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Normalisation by mean and variance: elements of x in order, each with its group and its channel. */
final class ReferenceMoments {
    private ReferenceMoments() {}

    static void moments(Buffer x, Buffer mean, Buffer variance) {
        MomentGroups groups = NormChecks.moments("moments", x, mean, variance);
        double[] in = Elements.read(x);
        double[] means = new double[(int) mean.elements()];
        for (int i = 0; i < in.length; i++) means[group(i, groups)] += in[i] / groups.size();
        double[] variances = new double[means.length];
        for (int i = 0; i < in.length; i++) {
            double d = in[i] - means[group(i, groups)];
            variances[group(i, groups)] += d * d / groups.size();
        }
        Elements.write(means, mean);
        Elements.write(variances, variance);
    }

    static void normalize(
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            @Nullable Buffer shift,
            Buffer y) {
        MomentGroups groups = NormChecks.normalize(x, mean, variance, scale, shift, y);
        double[] u = units(x, mean, variance, epsilon, groups);
        double[] scales = vector(scale, 1, groups);
        double[] shifts = vector(shift, 0, groups);
        for (int i = 0; i < u.length; i++) u[i] = u[i] * scales[i % groups.c()] + shifts[i % groups.c()];
        Elements.write(u, y);
    }

    /**
     * With m elements in a group, {@code u_i = (x_i - mean) q}: {@code dmean/dx_j = 1 / m}, {@code dq/dx_j = -q^3 (x_j -
     * mean) / m}, so {@code du_i/dx_j = q ([i = j] - 1 / m - u_i u_j / m)}, and {@code dx_j = sum over i of g_i du_i/dx_j
     * = q (g_j - mean(g) - u_j mean(g u))}.
     */
    static void backward(
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
        MomentGroups groups = NormChecks.backward(dy, x, mean, variance, scale, dx, dscale, dshift);
        double[] u = units(x, mean, variance, epsilon, groups);
        double[] gradient = Elements.read(dy);
        double[] scales = vector(scale, 1, groups);
        double[] scaleSums = new double[groups.c()];
        double[] shiftSums = new double[groups.c()];
        double[] meanG = new double[(int) mean.elements()];
        double[] meanGu = new double[meanG.length];
        for (int i = 0; i < u.length; i++) {
            int channel = i % groups.c();
            scaleSums[channel] += gradient[i] * u[i];
            shiftSums[channel] += gradient[i];
            meanG[group(i, groups)] += gradient[i] * scales[channel] / groups.size();
            meanGu[group(i, groups)] += gradient[i] * scales[channel] * u[i] / groups.size();
        }
        if (dscale != null) Elements.write(scaleSums, dscale);
        if (dshift != null) Elements.write(shiftSums, dshift);
        if (dx == null) return;
        for (int i = 0; i < u.length; i++) {
            int k = group(i, groups);
            double q = 1 / Math.sqrt(Elements.get(variance, k) + epsilon);
            double g = gradient[i] * scales[i % groups.c()];
            Elements.set(dx, i, own ? q * (g - meanG[k] - u[i] * meanGu[k]) : q * g);
        }
    }

    /** {@code (x - mean) * q}. */
    private static double[] units(Buffer x, Buffer mean, Buffer variance, double epsilon, MomentGroups groups) {
        double[] u = Elements.read(x);
        for (int i = 0; i < u.length; i++) {
            int k = group(i, groups);
            u[i] = (u[i] - Elements.get(mean, k)) / Math.sqrt(Elements.get(variance, k) + epsilon);
        }
        return u;
    }

    private static double[] vector(@Nullable Buffer perChannel, double otherwise, MomentGroups groups) {
        if (perChannel != null) return Elements.read(perChannel);
        double[] values = new double[groups.c()];
        Arrays.fill(values, otherwise);
        return values;
    }

    /** Which of the moments are those of element i. */
    private static int group(int i, MomentGroups groups) {
        int picture = i / (groups.r() * groups.c());
        return picture * groups.g() + i % groups.c() / groups.d();
    }
}
