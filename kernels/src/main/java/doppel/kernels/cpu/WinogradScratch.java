package doppel.kernels.cpu;

/**
 * What one thread works with: room for a tile before and after a transform, and the transforms. These stand in fields,
 * not in constants, so that the compiler calls them: more than one of them unfolded in a loop is more than C2 takes
 * (its limit of nodes), and what it leaves out makes an object of each vector.
 */
final class WinogradScratch {
    /** Channels at a time: long enough runs for the memory, small enough tiles for the nearest cache. */
    private static final int CHANNELS = 128;

    final WinogradTransform inputs = WinogradTransform.INPUTS;
    final WinogradTransform taps = WinogradTransform.TAPS;
    final WinogradTransform results = WinogradTransform.RESULTS;
    final WinogradTransform resultGradients = WinogradTransform.RESULT_GRADIENTS;
    final WinogradTransform tapGradients = WinogradTransform.TAP_GRADIENTS;

    final float[] a = new float[WinogradTransform.POINTS * WinogradTransform.POINTS * CHANNELS];
    final float[] b = new float[a.length];

    /** How many channels to take from {@code at} on, whole vectors. */
    static int width(int at, int channels) {
        return Math.min(CHANNELS, (channels - at) / Lanes.WIDTH * Lanes.WIDTH);
    }
}
