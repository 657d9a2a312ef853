package doppel.app.onnx;

import doppel.kernels.Padding;
import java.io.IOException;
import java.util.Arrays;

/**
 * The window that a convolution or a pooling moves over a picture, from the attributes {@code kernel_shape, strides,
 * dilations, pads, auto_pad, ceil_mode}. Our kernels have one stride and one dilation for both axes.
 *
 * @param height of the window, in pixels
 * @param width of the window, in pixels
 * @param automatic the padding follows from the input's size: as much as gives {@code ceil(in / stride)} outputs
 * @param oddPixelFirst whether an odd pixel of automatic padding goes to the top and left
 * @param roundUp whether a window that fits in part counts
 */
record Window(
        int height,
        int width,
        int stride,
        int dilation,
        Padding fixed,
        boolean automatic,
        boolean oddPixelFirst,
        boolean roundUp) {

    static Window of(NodeSetup setup, int kernelHeight, int kernelWidth) throws IOException {
        OnnxNode node = setup.node();
        long[] kernel = node.wholes("kernel_shape", kernelHeight, kernelWidth);
        setup.demand(kernel.length == 2, "a window of " + kernel.length + " axes");
        int height = size(kernel[0]);
        int width = size(kernel[1]);
        int stride = both(setup, "strides");
        int dilation = both(setup, "dilations");
        long[] pads = node.wholes("pads", 0, 0, 0, 0);
        if (pads.length != 4) throw new IllegalArgumentException("pads " + Arrays.toString(pads));
        String auto = node.text("auto_pad", "NOTSET");
        boolean same = auto.equals("SAME_UPPER") || auto.equals("SAME_LOWER");
        setup.demand(same || auto.equals("NOTSET") || auto.equals("VALID"), "auto_pad " + auto);
        Padding fixed = auto.equals("NOTSET")
                ? new Padding(
                        Math.toIntExact(pads[0]),
                        Math.toIntExact(pads[1]),
                        Math.toIntExact(pads[2]),
                        Math.toIntExact(pads[3]))
                : Padding.NONE;
        return new Window(
                height, width, stride, dilation, fixed, same, auto.equals("SAME_LOWER"), node.flag("ceil_mode"));
    }

    private static int both(NodeSetup setup, String attribute) throws IOException {
        long[] steps = setup.node().wholes(attribute, 1, 1);
        setup.demand(steps.length == 2 && steps[0] == steps[1], attribute + " " + Arrays.toString(steps));
        return size(steps[0]);
    }

    private static int size(long size) {
        if (size < 1 || size > 1 << 16) throw new IllegalArgumentException("a window or step of " + size);
        return (int) size;
    }

    /** The zeros to put around a picture. */
    Padding padding(int pictureHeight, int pictureWidth) {
        if (!automatic) return fixed;
        int vertical = missing(pictureHeight, height);
        int horizontal = missing(pictureWidth, width);
        int top = oddPixelFirst ? (vertical + 1) / 2 : vertical / 2;
        int left = oddPixelFirst ? (horizontal + 1) / 2 : horizontal / 2;
        return new Padding(top, left, vertical - top, horizontal - left);
    }

    private int missing(int picture, int window) {
        int outputs = Math.ceilDiv(picture, stride);
        return Math.max(0, (outputs - 1) * stride + (window - 1) * dilation + 1 - picture);
    }

    /** What has to be added at the bottom and the right so that windows that fit in part fit. */
    Padding roundingUp(int pictureHeight, int pictureWidth, Padding around) {
        if (!roundUp) return Padding.NONE;
        return new Padding(
                0,
                0,
                overhang(pictureHeight + around.top() + around.bottom(), height, pictureHeight + around.top()),
                overhang(pictureWidth + around.left() + around.right(), width, pictureWidth + around.left()));
    }

    private int overhang(int padded, int window, int end) {
        int outputs = Math.ceilDiv(padded - window, stride) + 1;
        if ((outputs - 1) * stride >= end) outputs--; // a window that begins in the padding does not count
        return Math.max(0, (outputs - 1) * stride + window - padded);
    }
}
