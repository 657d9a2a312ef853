package doppel.benchmarks.gpu;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.DssimOptions;
import doppel.kernels.GeometryKernels;
import doppel.kernels.Kernels;
import doppel.kernels.SampleOptions;
import doppel.kernels.Shape;
import doppel.kernels.cuda.LaunchedHead;
import doppel.kernels.cuda.LaunchedMaskedLoss;
import doppel.kernels.cuda.LaunchedPictures;
import doppel.kernels.cuda.PrepSample;
import java.util.Arrays;
import java.util.Locale;

/**
 * Kernels of ours that do in one pass what a training step would else do in several, at the sizes of df-128 and batch
 * 8, in bf16 where the net is. Bytes are those that must be read and written once.
 */
public enum FusedKernel {
    /** Bias, leaky ReLU and depth to space behind the last convolution of a decoder. */
    SPREAD {
        @Override
        Work make(Desk desk) {
            Buffer z = desk.drawn(DType.BF16, N, EDGE / 2, EDGE / 2, 4 * WIDTH);
            Buffer bias = desk.drawn(DType.F32, 4 * WIDTH);
            Buffer y = desk.drawn(DType.BF16, N, EDGE, EDGE, WIDTH);
            return desk.work(() -> desk.kernels.epilogue().spread(z, bias, LEAKY, y), z.bytes() + y.bytes());
        }
    },
    /** The way back, with the bias's gradient. */
    GATHER {
        @Override
        Work make(Desk desk) {
            Buffer dy = desk.drawn(DType.BF16, N, EDGE, EDGE, WIDTH);
            Buffer y = desk.drawn(DType.BF16, N, EDGE, EDGE, WIDTH);
            Buffer dz = desk.drawn(DType.BF16, N, EDGE / 2, EDGE / 2, 4 * WIDTH);
            Buffer dbias = desk.drawn(DType.F32, 4 * WIDTH);
            return desk.work(() -> desk.kernels.epilogue().gather(dy, y, LEAKY, dz, dbias), 3 * y.bytes());
        }
    },
    /** Structural dissimilarity. */
    DSSIM {
        @Override
        Work make(Desk desk) {
            Buffer a = desk.picture();
            Buffer b = desk.picture();
            Buffer y = desk.drawn(DType.F32, N, 3);
            return desk.work(() -> desk.kernels.losses().dssim(a, b, DssimOptions.of(11), y), 2 * a.bytes());
        }
    },
    /** Its gradient. */
    DSSIM_BACKWARD {
        @Override
        Work make(Desk desk) {
            Buffer a = desk.picture();
            Buffer b = desk.picture();
            Buffer dy = desk.drawn(DType.F32, N, 3);
            Buffer db = desk.picture();
            return desk.work(
                    () -> desk.kernels.losses().dssimBackward(dy, a, b, DssimOptions.of(11), db), 3 * a.bytes());
        }
    },
    /** A 1 x 1 convolution to three planes with a sigmoid. */
    HEAD {
        @Override
        Work make(Desk desk) {
            var head = new LaunchedHead(desk.launcher, desk.kernels.memory());
            Buffer x = desk.drawn(DType.BF16, N, EDGE, EDGE, WIDTH);
            Buffer w = desk.drawn(DType.F32, 3, WIDTH);
            Buffer bias = desk.drawn(DType.F32, 3);
            Buffer y = desk.planes();
            return desk.launched(() -> head.forward(x, w, bias, y), x.bytes() + y.bytes());
        }
    },
    /** Its three gradients. */
    HEAD_BACKWARD {
        @Override
        Work make(Desk desk) {
            var head = new LaunchedHead(desk.launcher, desk.kernels.memory());
            Buffer dz = desk.planes();
            Buffer x = desk.drawn(DType.BF16, N, EDGE, EDGE, WIDTH);
            Buffer w = desk.drawn(DType.F32, 3, WIDTH);
            Buffer dx = desk.drawn(DType.BF16, N, EDGE, EDGE, WIDTH);
            Buffer dw = desk.drawn(DType.F32, 3, WIDTH);
            Buffer dbias = desk.drawn(DType.F32, 3);
            return desk.launched(() -> head.backward(dz, x, w, dx, dw, dbias), 2 * x.bytes() + 2 * dz.bytes());
        }
    },
    /** Squares within a mask, and the masked pictures for what follows. */
    MASKED_LOSS {
        @Override
        Work make(Desk desk) {
            var loss = new LaunchedMaskedLoss(desk.launcher, desk.kernels.memory());
            var x = new LaunchedMaskedLoss.Pictures(
                    desk.planes(), desk.planes(), desk.drawn(DType.F32, N, EDGE, EDGE), null);
            Buffer a = desk.planes();
            Buffer b = desk.planes();
            Buffer y = desk.drawn(DType.F32, N);
            return desk.launched(() -> loss.forward(x, 10, 0, a, b, y, false), 4 * a.bytes());
        }
    },
    /** Back to the gradient before the sigmoid. */
    MASKED_LOSS_BACKWARD {
        @Override
        Work make(Desk desk) {
            var loss = new LaunchedMaskedLoss(desk.launcher, desk.kernels.memory());
            var x = new LaunchedMaskedLoss.Pictures(
                    desk.planes(), desk.planes(), desk.drawn(DType.F32, N, EDGE, EDGE), null);
            Buffer dssim = desk.planes();
            Buffer dz = desk.planes();
            return desk.launched(() -> loss.backward(x, 10, 0, dssim, dz), 4 * dz.bytes());
        }
    },
    /** Stored faces to inputs, targets and masks. */
    PREP {
        @Override
        Work make(Desk desk) {
            var pictures = new LaunchedPictures(desk.launcher, desk.kernels.memory());
            Buffer stored = desk.drawn(DType.U8, N, EDGE, EDGE, 3);
            Buffer masks = desk.drawn(DType.U8, N, EDGE, EDGE, 1);
            Buffer input = desk.drawn(DType.BF16, N, EDGE, EDGE, 8);
            Buffer target = desk.planes();
            Buffer mask = desk.drawn(DType.F32, N, 1, EDGE, EDGE);
            var sample = new PrepSample(new float[] {1, 0, 0, 0, 1, 0}, PrepSample.Field.NONE, PrepSample.Colours.NONE);
            float[] one = sample.floats();
            float[] all = new float[N * one.length];
            for (int i = 0; i < N; i++) System.arraycopy(one, 0, all, i * one.length, one.length);
            Buffer samples = desk.drawn(DType.F32, N, one.length);
            desk.kernels.memory().upload(all, samples);
            return desk.launched(
                    () -> pictures.prepare(stored, masks, samples, input, target, mask, true),
                    stored.bytes() + masks.bytes() + input.bytes() + target.bytes() + mask.bytes());
        }
    },
    /** A separable window of 15 pixels, as on masks. */
    BLUR {
        @Override
        Work make(Desk desk) {
            var pictures = new LaunchedPictures(desk.launcher, desk.kernels.memory());
            Buffer x = desk.picture();
            Buffer y = desk.picture();
            float[] taps = new float[15];
            Arrays.fill(taps, 1f / taps.length);
            return desk.launched(() -> pictures.blur(x, taps, y), 4 * x.bytes());
        }
    },
    /** Bilinear sampling of features at places anywhere. */
    GRID_SAMPLE {
        @Override
        Work make(Desk desk) {
            GeometryKernels geometry = desk.kernels.geometry();
            Buffer x = desk.drawn(DType.BF16, N, EDGE / 2, EDGE / 2, 256);
            Buffer grid = desk.drawn(DType.F32, N, EDGE / 2, EDGE / 2, 2);
            Buffer y = desk.drawn(DType.BF16, N, EDGE / 2, EDGE / 2, 256);
            return desk.work(
                    () -> geometry.sample(x, grid, SampleOptions.DEFAULT, y), x.bytes() + y.bytes() + grid.bytes());
        }
    };

    private static final int N = 8;
    private static final int EDGE = 128;
    private static final int WIDTH = 128;
    private static final Activation LEAKY = Activation.leakyRelu(0.1);

    /**
     * A kernel with its operands.
     *
     * @param run queues it once
     * @param end waits until all that was queued is done
     * @param bytes that one run must move
     */
    public record Work(Runnable run, Runnable end, long bytes) {}

    /** Makes operands, which live as long as the back-end. */
    record Desk(Kernels kernels, CardLauncher launcher) {
        Buffer picture() {
            return drawn(DType.F32, N, EDGE, EDGE, 3);
        }

        Buffer planes() {
            return drawn(DType.F32, N, 3, EDGE, EDGE);
        }

        Buffer drawn(DType type, int... sizes) {
            Shape shape = new Shape(sizes);
            Buffer drawn = kernels.memory().allocate(shape, DType.F32);
            kernels.random().uniform(1, sizes.length, 0.1, type == DType.U8 ? 255 : 1, drawn);
            if (type == DType.F32) return drawn;
            Buffer buffer = kernels.memory().allocate(shape, type);
            kernels.elementwise().cast(drawn, buffer);
            kernels.memory().release(drawn);
            return buffer;
        }

        Work work(Runnable run, long bytes) {
            return new Work(run, kernels::synchronize, bytes);
        }

        /** On the launcher's own stream, which does not wait for that of the back-end. */
        Work launched(Runnable run, long bytes) {
            kernels.synchronize();
            return new Work(run, launcher::synchronize, bytes);
        }
    }

    abstract Work make(Desk desk);

    /** With operands in the back-end's memory, which must be that of the launcher's card. */
    public Work on(Kernels kernels, CardLauncher launcher) {
        return make(new Desk(kernels, launcher));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
