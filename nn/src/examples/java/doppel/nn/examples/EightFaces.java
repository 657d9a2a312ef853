package doppel.nn.examples;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.nn.Parameters;
import doppel.nn.losses.ImageLoss;
import doppel.nn.optim.Optimizer;
import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Chapter 8. A training that learns eight faces by heart. */
final class EightFaces implements AutoCloseable {
    private static final double RATE = 2e-3;

    private final TensorScope model;
    private final Parameters parameters;
    private final AutoEncoder net;
    private final Optimizer optimizer;
    private final Tensor faces;
    private final Tensor loss;

    EightFaces(Kernels kernels, long seed) {
        model = new TensorScope(kernels);
        parameters = new Parameters(model, seed);
        net = new AutoEncoder(parameters);
        var options = OptimizerOptions.of(UpdateRule.Adam.DEFAULT, RATE);
        optimizer = new Optimizer(options, parameters.all(), model);
        Shape shape = new Shape(Faces.COUNT, AutoEncoder.EDGE, AutoEncoder.EDGE, 3);
        faces = model.of(shape, Faces.draw(AutoEncoder.EDGE));
        loss = model.zeros(new Shape());
    }

    public static void main(String[] args) throws IOException {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        Path sheet = Path.of(args.length > 1 ? args[1] : "eight-faces.png").toAbsolutePath();
        try (Kernels kernels = Backends.open(new Device.Cpu());
                var training = new EightFaces(kernels, 1)) {
            System.out.printf("%d weights, %s%n", training.parameters.count(), kernels.describe());
            float[] before = training.painted();
            for (int i = 1; i <= steps; i++) {
                double loss = training.step();
                if (i == 1 || i % 50 == 0) System.out.printf("step %4d  loss %.4f%n", i, loss);
            }
            ContactSheet.write(sheet, AutoEncoder.EDGE, 3, training.faces(), before, training.painted());
            System.out.println("wanted, painted before and after: " + sheet);
        }
    }

    /** One step; its loss. */
    double step() {
        begin();
        work();
        return loss();
    }

    /** Counts a step and tells the device its rate. */
    void begin() {
        optimizer.begin(RATE);
    }

    /** What a step computes. It reads and writes only tensors that stay, so that a device may record it: chapter 9. */
    void work() {
        try (TensorScope step = model.recording()) {
            Tensor wanted = step.view(faces); // in this scope, and so is all that is made of it
            Tensor painted = net.forward(wanted);
            Tensor l = ImageLoss.meanSquare(wanted, painted)
                    .plus(ImageLoss.dssim(wanted, painted, 5))
                    .mean();
            model.kernels().memory().copy(l.buffer(), loss.buffer()); // l itself will not outlive the next line
            optimizer.move(l);
        }
    }

    /** The loss of the step before its weights moved. */
    double loss() {
        return loss.item();
    }

    /** What the net makes of the faces now. */
    float[] painted() {
        try (TensorScope look = model.child()) { // records nothing
            return net.forward(look.view(faces)).toFloats();
        }
    }

    float[] faces() {
        return faces.toFloats();
    }

    /** The weights, by path. */
    Map<String, Tensor> weights() {
        return parameters.all();
    }

    @Override
    public void close() {
        model.close();
    }
}
