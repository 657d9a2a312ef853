package doppel.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import doppel.bindings.lifetime.NativeException;
import doppel.kernels.Activation;
import doppel.kernels.Backends;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.DssimOptions;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Kernels;
import doppel.kernels.LayoutKernels.BlockOrder;
import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Border;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.io.HostTensor;
import doppel.tensor.io.Npz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Results and gradients in single precision against PyTorch's; {@code make_ops.py}, {@code make_norms.py} and {@code
 * make_geometry.py} wrote them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TorchTest {
    /** Of the largest value: results are rounded to single precision once. */
    private static final double REFERENCE_TOLERANCE = 1e-6;

    /** Of the largest value: sums of some dozens are rounded at every step, in any order. */
    private static final double CPU_TOLERANCE = 1e-5;

    private static final SequencedMap<String, Op> OPS = new LinkedHashMap<>();

    static {
        OPS.put("conv", new Conv2d(Conv2dOptions.DEFAULT));
        OPS.put("conv_same", new Conv2d(Conv2dOptions.same(3)));
        OPS.put("conv_5x5", new Conv2d(Conv2dOptions.same(5)));
        OPS.put("conv_stride", new Conv2d(Conv2dOptions.same(5).withStride(2)));
        OPS.put("conv_asymmetric", conv(2, 1, 1, 0, 1, 3, 2));
        OPS.put("conv_dilation", conv(1, 2, 1, 2, 2, 2, 2));
        OPS.put("conv_dilation_stride", conv(3, 3, 1, 1, 4, 2, 0));
        OPS.put("conv_groups", conv(1, 1, 2, 1, 1, 1, 1));
        OPS.put("conv_depthwise", conv(2, 1, 8, 1, 0, 1, 1));
        OPS.put("conv_1x1", new Conv2d(Conv2dOptions.DEFAULT));
        OPS.put("conv_leaky_residual", new Conv2d(Conv2dOptions.same(3), Activation.leakyRelu(0.2)));
        OPS.put("conv_sigmoid", new Conv2d(Conv2dOptions.DEFAULT, Activation.SIGMOID));
        OPS.put("bilinear_double", new BilinearResize(8, 6));
        OPS.put("bilinear_half", new BilinearResize(3, 4));
        OPS.put("bilinear_odd", new BilinearResize(7, 5));
        OPS.put("nearest_double", new NearestResize(8, 6));
        OPS.put("nearest_odd", new NearestResize(3, 7));
        PoolOptions padded = new PoolOptions(3, 2, new Padding(1, 0, 2, 1));
        OPS.put("max_pool", new MaxPool(PoolOptions.of(2)));
        OPS.put("max_pool_padded", new MaxPool(padded));
        OPS.put("average_pool", new AveragePool(PoolOptions.of(2)));
        OPS.put("average_pool_padded", new AveragePool(padded));
        OPS.put("depth_to_space_channel_first", new DepthToSpace(2, BlockOrder.CHANNEL_FIRST));
        OPS.put("depth_to_space_block_first", DepthToSpace.of(2));
        OPS.put("pad", new Pad(new Padding(1, 3, 2, 4)));
        OPS.put("concat", new Concat(-1));
        OPS.put("slice", new Slice(1, 1, 2));
        OPS.put("rows", new Rows(1, 3));
        OPS.put("transpose", new Transpose(2, 0, 3, 1));
        OPS.put("matmul", new Matmul());
        OPS.put("divide", new Divide());
        OPS.put("multiply", new Multiply());
        OPS.put("subtract", new Subtract());
        OPS.put("mean", new Mean(1, 2));
        OPS.put("sum", new Sum());
        OPS.put("softplus", new Map(Unary.SOFTPLUS));
        OPS.put("x_cos_x", new Map(Unary.X_COS_X));
        OPS.put("tanh", new Activate(Activation.TANH));
        OPS.put("clamp", new Clamp(-0.5, 0.75));
        OPS.put("rms_norm", new RmsNorm(1e-6));
        OPS.put("dssim", new Dssim(DssimOptions.of(4)));
        OPS.put("batch_norm", BatchNorm.DEFAULT);
        OPS.put("batch_norm_of_rows", BatchNorm.DEFAULT);
        OPS.put("instance_norm", GroupNorm.instance(1e-5));
        OPS.put("instance_norm_affine", GroupNorm.instance(1e-5));
        OPS.put("group_norm", new GroupNorm(2, 1e-5));
        OPS.put("layer_norm", new GroupNorm(1, 1e-5));
        OPS.put("fixed_norm", new FixedNorm(1e-5));
        OPS.put("softmax", new Softmax());
        OPS.put("cosine", CosineSimilarity.DEFAULT);
        OPS.put("largest", new Largest(1));
        OPS.put("maximum", new Maximum());
        OPS.put("minimum", new Minimum());
        for (boolean corners : new boolean[] {false, true}) {
            SampleOptions options = SampleOptions.DEFAULT.withAlignCorners(corners);
            String suffix = corners ? "_corners" : "";
            OPS.put("sample_zeros" + suffix, new GridSample(options));
            OPS.put("sample_border" + suffix, new GridSample(options.withBorder(Border.EDGE)));
            OPS.put("sample_reflection" + suffix, new GridSample(options.withBorder(Border.REFLECTION)));
        }
        OPS.put("sample_nearest", new GridSample(SampleOptions.DEFAULT.withFilter(Filter.NEAREST)));
        Conv2dOptions stride = Conv2dOptions.DEFAULT.withStride(2).withPadding(Padding.of(1));
        OPS.put("transposed_conv", new TransposedConv2d(Conv2dOptions.DEFAULT));
        OPS.put("transposed_conv_stride", new TransposedConv2d(stride, 1));
        OPS.put("transposed_conv_groups", new TransposedConv2d(stride.withGroups(2)));
        OPS.put(
                "transposed_conv_dilation",
                new TransposedConv2d(Conv2dOptions.DEFAULT.withStride(3).withDilation(2), 2));
        OPS.put("batch_matmul", new BatchMatmul());
        OPS.put("batch_matmul_turned", new BatchMatmul(true, true));
        OPS.put("inverse", new Inverse2x2(0));
        OPS.put("determinant", new Determinant2x2());
        OPS.put("gather_rows", new Gather(0));
        OPS.put("gather_last", new Gather(-1));
        OPS.put("bilinear_corners_double", new BilinearResize(8, 6, true));
        OPS.put("bilinear_corners_half", new BilinearResize(3, 4, true));
        OPS.put("bilinear_corners_odd", new BilinearResize(7, 1, true));
    }

    private final SequencedMap<String, HostTensor> torch = new LinkedHashMap<>();

    private static Conv2d conv(int stride, int dilation, int groups, int top, int left, int bottom, int right) {
        return new Conv2d(new Conv2dOptions(stride, dilation, groups, new Padding(top, left, bottom, right)));
    }

    @BeforeAll
    void read(@TempDir Path folder) throws IOException {
        for (String name : List.of("torch.npz", "norms.npz", "geometry.npz")) {
            Path file = folder.resolve(name);
            try (InputStream in = TorchTest.class.getResourceAsStream(name)) {
                if (in == null) throw new IOException("no test resource " + name);
                Files.copy(in, file);
            }
            torch.putAll(Npz.read(file));
        }
    }

    static Set<String> names() {
        return OPS.sequencedKeySet();
    }

    @Test
    void everyCaseOfTheFileIsTested() {
        Set<String> cases = new TreeSet<>();
        for (String key : torch.keySet()) cases.add(key.substring(0, key.indexOf('/')));
        cases.remove("running");
        assertEquals(new TreeSet<>(names()), cases);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theReferenceBackEndAgrees(String name) {
        try (Kernels kernels = Backends.reference()) {
            compare(kernels, name, REFERENCE_TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theCpuBackEndAgrees(String name) {
        try (Kernels kernels = openCpu()) {
            compare(kernels, name, CPU_TOLERANCE);
        }
    }

    @Test
    void runningMomentsOfThreeBatchesAgree() {
        try (Kernels kernels = openCpu();
                TensorScope model = new TensorScope(kernels)) {
            Shape channels = new Shape(6);
            Tensor scale = model.full(channels, DType.F32, 1);
            Tensor shift = model.zeros(channels);
            Tensor mean = model.zeros(channels);
            Tensor variance = model.full(channels, DType.F32, 1);
            for (int i = 0; i < 3; i++) {
                Tensor batch = golden("running/batch" + i).to(model);
                BatchNorm.DEFAULT.apply(batch, scale, shift, mean, variance);
            }
            assertClose("running/mean", mean, CPU_TOLERANCE);
            assertClose("running/variance", variance, CPU_TOLERANCE);
        }
    }

    private static Kernels openCpu() {
        try {
            return Backends.open(new Device.Cpu());
        } catch (NativeException e) {
            return abort("the cpu back-end is not tested: " + e.getMessage());
        }
    }

    private void compare(Kernels kernels, String name, double tolerance) {
        try (TensorScope model = new TensorScope(kernels);
                TensorScope step = model.recording()) {
            int inputs = 0;
            while (torch.containsKey(name + "/x" + inputs)) inputs++;
            assertTrue(inputs > 0);
            Tensor[] x = new Tensor[inputs];
            for (int i = 0; i < inputs; i++) {
                HostTensor input = golden(name + "/x" + i);
                x[i] = input.dtype() == DType.I32 ? input.to(step) : step.variable(input.to(step));
            }
            Tensor y = value(name).apply(x);
            assertClose(name + "/y", y, tolerance);
            Gradients g = step.tape().backward(y.times(golden(name + "/dy").to(step)));
            for (int i = 0; i < inputs; i++) {
                if (x[i].wantsGradient()) assertClose(name + "/dx" + i, g.of(x[i]), tolerance);
            }
        }
    }

    private static Op value(String name) {
        Op op = OPS.get(name);
        if (op == null) throw new IllegalArgumentException(name);
        return op;
    }

    private HostTensor golden(String key) {
        HostTensor array = torch.get(key);
        if (array == null) throw new IllegalArgumentException("no array " + key);
        return array;
    }

    private void assertClose(String key, Tensor found, double tolerance) {
        HostTensor wanted = golden(key);
        assertEquals(wanted.shape(), found.shape(), key);
        double[] w = wanted.toDoubles();
        float[] f = found.toFloats();
        double largest = 0;
        for (double v : w) largest = Math.max(largest, Math.abs(v));
        for (int i = 0; i < w.length; i++) {
            assertEquals(w[i], f[i], tolerance * largest, key + " element " + i);
        }
    }
}
