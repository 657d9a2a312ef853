package doppel.nn.examples;

import java.util.ArrayList;
import java.util.List;

/** Chapter 1. Numbers that remember where they came from, and the derivative of one of them by all others. */
final class ScalarTape {
    /**
     * One step of a computation: y = f(a, b).
     *
     * @param y its result
     * @param a number of the line that a came from
     * @param dyda derivative of f by a, at this point
     * @param b number of the line that b came from
     * @param dydb derivative of f by b, at this point
     */
    private record Line(double y, int a, double dyda, int b, double dydb) {}

    private final List<Line> lines = new ArrayList<>();

    /** The result of a line. */
    final class Num {
        private final int line;

        private Num(int line) {
            this.line = line;
        }

        double value() {
            return lines.get(line).y;
        }

        Num plus(Num b) {
            return write(value() + b.value(), this, 1, b, 1);
        }

        Num times(Num b) {
            return write(value() * b.value(), this, b.value(), b, value());
        }

        Num times(double factor) {
            return write(factor * value(), this, factor, this, 0);
        }

        Num minus(Num b) {
            return plus(b.times(-1));
        }

        Num tanh() {
            double y = Math.tanh(value());
            return write(y, this, 1 - y * y, this, 0);
        }

        private Num write(double y, Num a, double dyda, Num b, double dydb) {
            lines.add(new Line(y, a.line, dyda, b.line, dydb));
            return new Num(lines.size() - 1);
        }
    }

    /** A number that comes from nowhere: it is its own input, and does not depend on it. */
    Num number(double value) {
        lines.add(new Line(value, lines.size(), 0, lines.size(), 0));
        return new Num(lines.size() - 1);
    }

    /** The derivatives of y by each of x. */
    double[] gradient(Num y, Num... x) {
        double[] g = new double[lines.size()];
        g[y.line] = 1;
        for (int i = y.line; i >= 0; i--) {
            Line line = lines.get(i);
            g[line.a] += g[i] * line.dyda;
            g[line.b] += g[i] * line.dydb;
        }
        double[] wanted = new double[x.length];
        for (int i = 0; i < x.length; i++) wanted[i] = g[x[i].line];
        return wanted;
    }
}
