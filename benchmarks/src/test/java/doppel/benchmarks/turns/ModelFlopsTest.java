package doppel.benchmarks.turns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.gpu.StandardNet;
import org.junit.jupiter.api.Test;

class ModelFlopsTest {
    /** 1,331 GFLOP were counted by the primitives that a step of df-128 executed. */
    @Test
    void operationsOfAStepAreThoseCountedElsewhere() {
        assertEquals(1.331e12, of("df-128").step(4), 2e9);
        for (StandardNet net : StandardNet.values()) {
            assertEquals(net.flops(), of(net.toString()).step(8), 0.005 * net.flops());
        }
    }

    @Test
    void swappingTakesAboutAPartOfAForwardPass() {
        ModelFlops df = of("df-128");
        assertEquals(0.5, df.swap() / (df.step(1) / 3), 0.05);
    }

    private static ModelFlops of(String model) {
        return new ModelFlops(BenchmarkedModel.of(model).options());
    }
}
