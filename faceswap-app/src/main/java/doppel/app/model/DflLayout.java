package doppel.app.model;

import doppel.kernels.Shape;

/**
 * Between DeepFaceLab's layout of a weight and ours. Convolutions are {@code [kh, kw, in, out]} there and {@code [out,
 * kh, kw, in]} here. Dense layers that read or make a map count its values channel by channel there ({@code c, y, x})
 * and as they lie here ({@code y, x, c}), so that the rows of {@code dense1} and the columns of {@code dense2} change
 * places.
 *
 * @param encoderChannels channels of the encoder's last map
 * @param encoderEdge its edge, in pixels
 * @param interEdge edge of the map that the inter makes, in pixels
 */
record DflLayout(int encoderChannels, int encoderEdge, int interEdge) {
    static DflLayout of(ModelOptions options) {
        Archi archi = options.archi();
        int resolution = options.resolution();
        return new DflLayout(8 * options.e(), archi.encoded(resolution), archi.low(resolution));
    }

    /** The shape in DeepFaceLab's files of a weight that has {@code ours} here. */
    int[] shape(Shape ours) {
        return ours.rank() == 4 ? new int[] {ours.size(1), ours.size(2), ours.size(3), ours.size(0)} : ours.sizes();
    }

    /** Values in our order, from DeepFaceLab's. */
    float[] toOurs(String path, Shape ours, float[] theirs) {
        float[] out = new float[theirs.length];
        for (int i = 0; i < out.length; i++) out[i] = theirs[index(path, ours, i)];
        return out;
    }

    /** Values in DeepFaceLab's order, from ours. */
    float[] toTheirs(String path, Shape ours, float[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) out[index(path, ours, i)] = values[i];
        return out;
    }

    /** Where in DeepFaceLab's order our value i stands. */
    private int index(String path, Shape ours, int i) {
        if (ours.rank() == 4) {
            int out = ours.size(0);
            int inner = (int) (ours.elements() / out);
            return i % inner * out + i / inner;
        }
        if (path.endsWith("/dense1/weight")) {
            int columns = ours.size(1);
            return channelFirst(i / columns, encoderChannels, encoderEdge) * columns + i % columns;
        }
        if (path.endsWith("/dense2/weight") || path.endsWith("/dense2/bias")) {
            int columns = ours.size(-1);
            int channels = columns / (interEdge * interEdge);
            return i / columns * columns + channelFirst(i % columns, channels, interEdge);
        }
        return i;
    }

    /** From {@code (y, x, c)} to {@code (c, y, x)}. */
    private static int channelFirst(int i, int channels, int edge) {
        return i % channels * edge * edge + i / channels;
    }
}
