package doppel.nn;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.nn.layers.Conv2dLayer;
import doppel.nn.layers.DenseLayer;
import doppel.nn.losses.ImageLoss;
import doppel.nn.optim.Optimizer;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains a small net with every kind of layer in a process of its own, and prints the books now and then. */
final class LongTraining {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int EDGE = 8;

    private LongTraining() {}

    /** Arguments: number of steps, steps between two lines; a line is made by {@link #books}. */
    public static void main(String[] args) throws IOException {
        int steps = Integer.parseInt(args[0]);
        int interval = Integer.parseInt(args[1]);
        try (Kernels kernels = Backends.open(new Device.Cpu());
                TensorScope model = new TensorScope(kernels)) {
            Parameters parameters = new Parameters(model, 1);
            Layer net = net(parameters);
            var options = OptimizerOptions.of(UpdateRule.Adam.DEFAULT, 1e-3);
            var optimizer = new Optimizer(options, parameters.all(), model);
            Tensor picture = model.zeros(new Shape(2, EDGE, EDGE, 3));
            kernels.random().uniform(1, 1, 0, 1, picture.buffer());
            for (int step = 1; step <= steps; step++) {
                train(model, net, picture, optimizer, step % 2 == 0);
                if (step % interval == 0) System.out.println(books(step, model));
            }
        }
    }

    private static Layer net(Parameters p) {
        Activation bend = Activation.leakyRelu(0.1);
        int half = EDGE / 2;
        Layer down =
                new Conv2dLayer(p.in("down"), 3, 8, 3, Conv2dOptions.same(3).withStride(2), bend);
        Layer squeeze = new DenseLayer(p.in("squeeze"), half * half * 8, 4);
        Layer stretch = new DenseLayer(p.in("stretch"), 4, half * half * 8);
        Layer up = Conv2dLayer.spread(p.in("up"), 8, 4 * 3, 3, Conv2dOptions.same(3), Activation.SIGMOID, 2);
        return down.then(x -> x.reshape(2, half * half * 8))
                .then(squeeze)
                .then(stretch)
                .then(x -> x.reshape(2, half, half, 8))
                .then(up);
    }

    /** One step, by one of the two ways in which gradients are found, and a look without a tape. */
    private static void train(TensorScope model, Layer net, Tensor picture, Optimizer optimizer, boolean consuming) {
        optimizer.begin(optimizer.options().rate());
        try (TensorScope step = model.recording()) {
            Tensor wanted = step.view(picture, picture.buffer());
            Tensor painted = net.forward(wanted);
            Tensor loss = ImageLoss.dssim(wanted, painted, 5)
                    .plus(ImageLoss.meanAbsolute(wanted, painted))
                    .mean();
            if (!Double.isFinite(loss.item())) throw new IllegalStateException("loss " + loss.item());
            if (consuming) optimizer.move(loss);
            else optimizer.move(step.tape().backward(loss));
        }
        try (TensorScope look = model.child()) {
            net.forward(look.view(picture, picture.buffer())).toFloats();
        }
    }

    /** Step, bytes used, bytes reserved, tensors of the model, open native resources, resident KiB or -1. */
    private static String books(int step, TensorScope model) throws IOException {
        var memory = model.kernels().memory();
        return "books %d %d %d %d %d %d"
                .formatted(
                        step,
                        memory.usedBytes(),
                        memory.reservedBytes(),
                        model.size(),
                        NativeLedger.stillOpen().size(),
                        residentKibibytes());
    }

    private static long residentKibibytes() throws IOException {
        if (!Files.exists(STATUS)) return -1;
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", ""));
        }
        return -1;
    }
}
