package doppel.benchmarks.gpu;

import doppel.app.face.FaceType;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import java.util.Locale;
import java.util.Map;

/**
 * A model of usual size, trained with 8 faces of each identity a step, and the least time that a step can take on an
 * H200: the sum over its kernels of the longer of arithmetic at the card's peak and traffic at its bandwidth (790
 * TFLOP/s in bf16, 400 in tf32, 67 in fp32, 4.3 TB/s).
 */
public enum StandardNet {
    /** DeepFaceLab's df at 128 pixels. */
    DF_128("df", 128, 2.66e12, Map.of("bf16", 4.04, "tf32", 7.7, "fp32", 40.8)),
    /** DeepFaceLab's liae-ud at 256 pixels. */
    LIAE_UD_256("liae-ud", 256, 3.46e12, Map.of("bf16", 6.01, "tf32", 11.2, "fp32", 54.0));

    /** Of each identity. */
    static final int BATCH = 8;

    private final ModelOptions options;
    private final double flops;
    private final Map<String, Double> floors;

    StandardNet(String archi, int resolution, double flops, Map<String, Double> floors) {
        options = new ModelOptions(Archi.parse(archi), resolution, 256, 64, 64, 22, FaceType.FULL);
        this.flops = flops;
        this.floors = floors;
    }

    /** DeepFaceLab's default widths. */
    public ModelOptions options() {
        return options;
    }

    /** AdaBelief at DeepFaceLab's rate. */
    public TrainOptions training() {
        return new TrainOptions(BATCH, true, false, OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 5e-5));
    }

    /** Of convolutions and dense layers in one step, all passes. */
    public double flops() {
        return flops;
    }

    /** Least milliseconds of a step on an H200; NaN if not reckoned. */
    public double floorMillis(String precision) {
        return floors.getOrDefault(precision, Double.NaN);
    }

    /** The same with the least widths at the least resolution, for the sake of the script. */
    ModelOptions small() {
        return new ModelOptions(options.archi(), 64, 32, 16, 16, 16, FaceType.FULL);
    }

    /** Such as {@code df-128}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
