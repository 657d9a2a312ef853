package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.RandomKernels;
import doppel.kernels.checks.Checks;

/** {@code random.cu}. */
final class LaunchedRandom implements RandomKernels {
    private final Launcher launcher;

    LaunchedRandom(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public void uniform(long key, long stream, double low, double high, Buffer y) {
        draw("uniform", key, stream, low, high, y);
    }

    @Override
    public void normal(long key, long stream, double mean, double deviation, Buffer y) {
        draw("normal", key, stream, mean, deviation, y);
    }

    private void draw(String kernel, long key, long stream, double first, double second, Buffer y) {
        Checks.floating(kernel, y);
        launcher.launch(
                LaunchDescriptors.get(kernel, y.dtype()),
                LaunchGeometry.over(y.elements(), 4),
                y,
                y.elements(),
                key,
                stream,
                first,
                second);
    }
}
