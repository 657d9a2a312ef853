package doppel.app.blend;

import doppel.app.image.FloatImage;

/**
 * How the swapped face takes on the colours of the original one. Names and numbers are DeepFaceLab's; its formulas too,
 * their defects included, except that no result is NaN. The forms that draw random numbers start from a fixed seed, so
 * that equal pictures give equal results.
 */
public enum ColorTransfer {
    /** Colours stay as they are. */
    NONE("none", 0) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return face;
        }
    },
    /** Mean and spread of each Lab channel. */
    RCT("rct", 1) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return ReinhardTransfer.apply(face, original, area);
        }
    },
    /** Mean and covariance, through the square roots of the covariances. */
    LCT("lct", 2) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return LinearTransfer.apply(face, original);
        }
    },
    /** Mean and covariance, the linear map that moves colours the least. */
    MKL("mkl", 3) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return MongeKantorovichTransfer.apply(face, original);
        }
    },
    /** As {@link #MKL}, black outside the mask. */
    MKL_MASKED("mkl-m", 4) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return MongeKantorovichTransfer.apply(Pixels.times(face, area), Pixels.times(original, area));
        }
    },
    /** The whole distribution of colours, through histograms along random axes. */
    IDT("idt", 5) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return IterativeDistributionTransfer.apply(face, original);
        }
    },
    /** As {@link #IDT}, black outside the mask. */
    IDT_MASKED("idt-m", 6) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return IterativeDistributionTransfer.apply(Pixels.times(face, area), Pixels.times(original, area));
        }
    },
    /** The whole distribution of colours, through sorting along random directions; black outside the mask. */
    SOT_MASKED("sot-m", 7) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return SlicedTransportTransfer.apply(Pixels.times(face, area), Pixels.times(original, area), 30, 1f);
        }
    },
    /** Lightness by {@link #LCT}, colour by {@link #SOT_MASKED}; black outside the mask. */
    MIX_MASKED("mix-m", 8) {
        @Override
        FloatImage apply(FloatImage face, FloatImage original, FloatImage area) {
            return MixedTransfer.apply(Pixels.times(face, area), Pixels.times(original, area));
        }
    };

    private final String fileName;
    private final int number;

    ColorTransfer(String fileName, int number) {
        this.fileName = fileName;
        this.number = number;
    }

    /** The name on command lines and in files, such as {@code rct}. */
    public String fileName() {
        return fileName;
    }

    /** The number in DeepFaceLab's settings. */
    public int number() {
        return number;
    }

    /**
     * Reads the name used on command lines and in files.
     *
     * @throws IllegalArgumentException if no transfer has that name
     */
    public static ColorTransfer parse(String fileName) {
        for (ColorTransfer transfer : values()) if (transfer.fileName.equals(fileName)) return transfer;
        throw new IllegalArgumentException("color transfer: unknown name " + fileName);
    }

    /**
     * Finds a transfer by DeepFaceLab's number.
     *
     * @throws IllegalArgumentException if no transfer has that number
     */
    public static ColorTransfer of(int number) {
        for (ColorTransfer transfer : values()) if (transfer.number == number) return transfer;
        throw new IllegalArgumentException("color transfer: unknown number " + number);
    }

    /**
     * The face in the colours of the original.
     *
     * @param face {@code [h, w, 3]} in 0..1
     * @param original as large
     * @param area {@code [h, w, 1]}, 1 where the face will show and 0 elsewhere
     */
    abstract FloatImage apply(FloatImage face, FloatImage original, FloatImage area);
}
