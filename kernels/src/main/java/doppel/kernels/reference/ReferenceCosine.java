package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.checks.LossChecks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/** Cosine similarity, a row at a time. */
final class ReferenceCosine {
    private final double[] u;
    private final double[] v;
    private final int k;
    private final int q;
    private final int c;
    private final double epsilon;

    private ReferenceCosine(Buffer u, Buffer v, double epsilon) {
        this.u = Elements.read(u);
        this.v = Elements.read(v);
        k = v.shape().size(1);
        q = v.shape().size(2);
        c = v.shape().size(3);
        this.epsilon = epsilon;
    }

    static void forward(Buffer u, Buffer v, double epsilon, Buffer y) {
        LossChecks.cosine("cosine", u, v, y);
        var pair = new ReferenceCosine(u, v, epsilon);
        for (int row = 0; row < y.elements(); row++) {
            double dot = 0;
            for (int i = 0; i < pair.c; i++) dot += pair.u[pair.startOfU(row) + i] * pair.v[row * pair.c + i];
            double lengths = Math.max(pair.lengthOfU(row), epsilon) * Math.max(pair.lengthOfV(row), epsilon);
            Elements.set(y, row, dot / lengths);
        }
    }

    static void backward(
            Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv) {
        LossChecks.cosine("cosine backward", u, v, y);
        LossChecks.cosine("cosine backward", du == null ? u : du, dv == null ? v : dv, dy);
        var pair = new ReferenceCosine(u, v, epsilon);
        double[] ofU = new double[pair.u.length];
        double[] ofV = new double[pair.v.length];
        for (int row = 0; row < y.elements(); row++) {
            pair.add(row, Elements.get(dy, row), Elements.get(y, row), ofU, ofV);
        }
        if (du != null) Elements.write(ofU, du);
        if (dv != null) Elements.write(ofV, dv);
    }

    /** With lengths a and b: {@code dy/du = v / (a b) - y u / a^2}, and so with the roles exchanged. */
    private void add(int row, double g, double y, double[] du, double[] dv) {
        double a = Math.max(lengthOfU(row), epsilon);
        double b = Math.max(lengthOfV(row), epsilon);
        for (int i = 0; i < c; i++) {
            int at = startOfU(row) + i;
            int bt = row * c + i;
            if (lengthOfU(row) >= epsilon) du[at] += g * (v[bt] / (a * b) - y * u[at] / (a * a));
            if (lengthOfV(row) >= epsilon) dv[bt] += g * (u[at] / (a * b) - y * v[bt] / (b * b));
        }
    }

    /** Where the row of u begins that belongs to a row of v. */
    private int startOfU(int row) {
        return (row / (k * q) * q + row % q) * c;
    }

    private double lengthOfU(int row) {
        return length(u, startOfU(row));
    }

    private double lengthOfV(int row) {
        return length(v, row * c);
    }

    private double length(double[] x, int start) {
        double sum = 0;
        for (int i = start; i < start + c; i++) sum += x[i] * x[i];
        return Math.sqrt(sum);
    }
}
