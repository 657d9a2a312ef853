package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.Kernels;
import doppel.kernels.Memory;
import doppel.kernels.Program;
import doppel.kernels.Shape;
import doppel.kernels.UpdateControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that the back-end says to a driver, call by call, against {@link GoldenTrace}s. */
class CudaTraceTest extends FakeCardTests {
    private static final Conv2dOptions HALVING = Conv2dOptions.same(5).withStride(2);
    private static final Conv2dOptions SAME = Conv2dOptions.same(3);

    private Kernels open(String conv) {
        System.setProperty(CudaKernels.CONV_PROPERTY, conv);
        return open();
    }

    @Test
    void initialisation() {
        try (Kernels kernels = open("columns")) {
            kernels.synchronize();
        }
        GoldenTrace.check("initialisation", driver.record());
        driver.assertAcceptedAndNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"columns", "direct"})
    void oneConvolutionAndItsGradients(String way) {
        try (Kernels kernels = open(way)) {
            Memory memory = kernels.memory();
            Buffer x = memory.allocate(new Shape(2, 8, 8, 16), DType.F32);
            Buffer w = memory.allocate(new Shape(32, 5, 5, 16), DType.F32);
            Buffer bias = memory.allocate(new Shape(32), DType.F32);
            Buffer y = memory.allocate(new Shape(2, 4, 4, 32), DType.F32);
            String before = driver.record();
            kernels.conv().forward(x, w, bias, null, HALVING, Activation.leakyRelu(0.1), y);
            kernels.conv().backwardData(y, w, HALVING, x);
            kernels.conv().backwardWeights(x, y, HALVING, w, bias);
            GoldenTrace.check("convolution-" + way, since(before));
        }
        driver.assertAcceptedAndNothingLeft();
    }

    @Test
    void oneTrainingStepAndItsCapture() {
        try (Kernels kernels = open("columns")) {
            TwoLayers model = new TwoLayers(kernels);
            try (Program step = kernels.program("step", model::step)) {
                model.feed(1);
                step.run();
                String before = driver.record();
                model.feed(2);
                step.run();
                GoldenTrace.check("step", since(before));
                before = driver.record();
                model.feed(3);
                step.run();
                GoldenTrace.check("capture", since(before));
                before = driver.record();
                model.feed(4);
                step.run();
                assertEquals(0, kernels.memory().fetch(model.loss).get()[0], "what the driver says when it is asked");
                GoldenTrace.check("replay", since(before));
            }
        }
        driver.assertAcceptedAndNothingLeft();
    }

    /** Two convolutions, the first with a leaky rectifier, trained by RMSprop on the mean of squares. */
    private static final class TwoLayers {
        private final Kernels kernels;
        private final Memory memory;
        private final Buffer x;
        private final Buffer target;
        private final Layer first;
        private final Layer second;
        private final Buffer control;
        final Buffer loss;

        /** Weights and bias with gradients and mean squares. */
        private record Layer(Buffer w, Buffer b, Buffer dw, Buffer db, Buffer ws, Buffer bs) {
            static Layer of(Memory memory, Shape w) {
                var b = new Shape(w.size(0));
                return new Layer(
                        memory.allocate(w, DType.F32),
                        memory.allocate(b, DType.F32),
                        memory.allocate(w, DType.F32),
                        memory.allocate(b, DType.F32),
                        memory.allocate(w, DType.F32),
                        memory.allocate(b, DType.F32));
            }
        }

        TwoLayers(Kernels kernels) {
            this.kernels = kernels;
            memory = kernels.memory();
            x = memory.allocate(new Shape(2, 64, 64, 8), DType.F32);
            target = memory.allocate(new Shape(2, 32, 32, 3), DType.F32);
            first = Layer.of(memory, new Shape(16, 5, 5, 8));
            second = Layer.of(memory, new Shape(3, 3, 3, 16));
            control = memory.allocate(new Shape(UpdateControl.BYTES), DType.U8);
            loss = memory.allocate(new Shape(1, 1, 1, 1), DType.F32);
            for (Layer layer : new Layer[] {first, second}) {
                memory.fill(layer.w, 0.5);
                memory.fill(layer.b, 0);
                memory.fill(layer.ws, 0);
                memory.fill(layer.bs, 0);
            }
        }

        /** What differs from step to step: large pictures, small ones, and the numbers of the update. */
        void feed(int number) {
            memory.upload(new float[Math.toIntExact(x.elements())], x);
            memory.upload(new float[Math.toIntExact(target.elements())], target);
            memory.uploadBytes(UpdateControl.of(number, 1e-4).bytes(), control);
        }

        void step() {
            Activation leaky = Activation.leakyRelu(0.1);
            Buffer h = memory.allocate(new Shape(2, 32, 32, 16), DType.F32);
            kernels.conv().forward(x, first.w, first.b, null, HALVING, leaky, h);
            Buffer y = memory.allocate(target.shape(), DType.F32);
            kernels.conv().forward(h, second.w, second.b, null, SAME, Activation.NONE, y);
            kernels.elementwise().binary(Binary.SUBTRACT, y, target, y);
            kernels.reduce().sumOfSquares(y, 1.0 / y.elements(), loss);
            kernels.elementwise().affine(y, 2.0 / y.elements(), 0, y);
            kernels.conv().backwardWeights(h, y, SAME, second.dw, second.db);
            Buffer dh = memory.allocate(h.shape(), DType.F32);
            kernels.conv().backwardData(y, second.w, SAME, dh);
            memory.release(y);
            kernels.elementwise().activateBackward(dh, h, leaky, dh);
            memory.release(h);
            kernels.conv().backwardWeights(x, dh, HALVING, first.dw, first.db);
            memory.release(dh);
            int weight = 0;
            for (Layer layer : new Layer[] {first, second}) {
                kernels.optimizers().rmsprop(layer.w, layer.dw, layer.ws, 0.9, 1e-7, control, weight++);
                kernels.optimizers().rmsprop(layer.b, layer.db, layer.bs, 0.9, 1e-7, control, weight++);
            }
        }
    }
}
