package doppel.app.cli;

import doppel.app.blend.ColorTransfer;
import doppel.app.blend.MaskMode;
import doppel.app.blend.MergeMode;
import doppel.app.blend.MergeOptions;
import picocli.CommandLine.Option;

/** How swapped faces are put into frames. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class MergeOptionsMixin {
    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "overlay",
            description = "overlay, hist-match, seamless, seamless-hist-match, raw-rgb or original"
                    + " (default: ${DEFAULT-VALUE}).")
    private String mode;

    @Option(
            names = "--mask",
            paramLabel = "MASK",
            defaultValue = "learned-prd*learned-dst",
            description = "Where the face shows: full, dst (hull of the landmarks), learned-prd, learned-dst,"
                    + " learned-prd*learned-dst or learned-prd+learned-dst (default: ${DEFAULT-VALUE}).")
    private String mask;

    @Option(
            names = "--erode",
            paramLabel = "N",
            defaultValue = "10",
            description = "Shrink the mask, -400..400, in quarters of a pixel of the model; below 0 it grows"
                    + " (default: ${DEFAULT-VALUE}).")
    private int erode;

    @Option(
            names = "--blur",
            paramLabel = "N",
            defaultValue = "30",
            description = "Soften the mask's edge, 0..400, in the same unit (default: ${DEFAULT-VALUE}).")
    private int blur;

    @Option(
            names = "--color",
            paramLabel = "TRANSFER",
            defaultValue = "rct",
            description = "How the face takes on the clip's colours: none, rct, lct, mkl, mkl-m, idt, idt-m, sot-m or"
                    + " mix-m (default: ${DEFAULT-VALUE}).")
    private String color;

    MergeOptions options() {
        return MergeOptions.DEFAULT
                .withMode(MergeMode.parse(mode))
                .withMaskMode(MaskMode.parse(mask))
                .withErodeMask(erode)
                .withBlurMask(blur)
                .withColorTransfer(ColorTransfer.parse(color));
    }
}
