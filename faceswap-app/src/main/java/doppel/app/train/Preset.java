package doppel.app.train;

import doppel.app.data.Augmentation;
import doppel.app.face.FaceType;
import doppel.app.model.Archi;
import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.kernels.Precision;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import java.time.Duration;

/**
 * Models and training options that fit together, by what one has time for. The short ones train with Adam at ten and
 * four times DeepFaceLab's rate: AdaBelief without bias correction, as there, overshoots at such rates in its first
 * hundred steps and kills a decoder.
 */
public enum Preset {
    /** 64 pixels, narrow: a readable face in minutes on two cores. */
    DRAFT(
            new ModelOptions(Archi.parse("df-ud"), 64, 128, 32, 32, 16, FaceType.FULL),
            new TrainOptions(8, true, true, OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 5e-4)),
            new RateSchedule(100, 0.4, 0.02),
            0.8,
            new Limit.Time(Duration.ofMinutes(8)),
            Precision.BF16),
    /** 96 pixels: an evening on a few cores. */
    QUICK(
            new ModelOptions(Archi.parse("df-ud"), 96, 128, 64, 64, 16, FaceType.FULL),
            new TrainOptions(4, true, false, OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 2e-4)),
            new RateSchedule(100, 0.6, 0.1),
            0.5,
            new Limit.Time(Duration.ofHours(6)),
            Precision.BF16),
    /** 128 pixels, DeepFaceLab's widths and rate: days on a CPU. */
    STANDARD(
            new ModelOptions(Archi.parse("liae-ud"), 128, 256, 64, 64, 22, FaceType.FULL),
            TrainOptions.DEFAULT,
            RateSchedule.CONSTANT,
            0,
            new Limit.Steps(100_000),
            Precision.FP32);

    private final ModelOptions model;
    private final TrainOptions training;
    private final RateSchedule schedule;
    private final double morph;
    private final Limit limit;
    private final Precision precision;

    Preset(
            ModelOptions model,
            TrainOptions training,
            RateSchedule schedule,
            double morph,
            Limit limit,
            Precision precision) {
        this.model = model;
        this.training = training;
        this.schedule = schedule;
        this.morph = morph;
        this.limit = limit;
        this.precision = precision;
    }

    /** What the model is. */
    public ModelOptions model() {
        return model;
    }

    /** How it is trained. */
    public TrainOptions training() {
        return training;
    }

    /** Its learning rate over time. */
    public RateSchedule schedule() {
        return schedule;
    }

    /** How far the source's faces are bent towards the destination's shapes, 0..1; see {@link Augmentation#morph}. */
    public double morph() {
        return morph;
    }

    /** How long it takes, unless one says otherwise. */
    public Limit limit() {
        return limit;
    }

    /** What it is trained in on a processor that can, unless one says otherwise; a card has its own default. */
    public Precision precision() {
        return precision;
    }
}
