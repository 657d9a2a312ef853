package doppel.benchmarks.report;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * One measurement.
 *
 * @param what for people, such as {@code step of df-128, fp32}
 * @param peers by way; the best of them counts
 * @param limit what the machine could do at most, NaN if not reckoned
 */
record Row(String what, Unit unit, double ours, Map<String, Double> peers, double limit) {
    /** What is measured, and which way is better. */
    enum Unit {
        SECONDS("s", true),
        MILLISECONDS("ms", true),
        MEBIBYTES("MiB", true),
        GIGAFLOPS("GFLOP/s", false);

        private final String symbol;
        private final boolean smallIsGood;

        Unit(String symbol, boolean smallIsGood) {
            this.symbol = symbol;
            this.smallIsGood = smallIsGood;
        }

        @Override
        public String toString() {
            return symbol;
        }
    }

    /** The best peer's, NaN if there is none. */
    double peer() {
        DoubleBinaryOperator better = unit.smallIsGood ? Math::min : Math::max;
        return peers.values().stream()
                .mapToDouble(Double::doubleValue)
                .reduce(better)
                .orElse(Double.NaN);
    }

    /** How many times better ours is than the best peer: above 1 where ours is faster or smaller. */
    double ratio() {
        return unit.smallIsGood ? peer() / ours : ours / peer();
    }
}
