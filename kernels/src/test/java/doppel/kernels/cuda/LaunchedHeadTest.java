package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sums in double precision. */
@ParameterizedClass(name = "last block and thread first: {0}")
@ValueSource(booleans = {false, true})
class LaunchedHeadTest {
    @Parameter
    boolean backwards;

    @TestFactory
    Stream<DynamicTest> convolvesPlanesAndBack() {
        List<DynamicTest> tests = new ArrayList<>();
        for (DType type : List.of(DType.F32, DType.BF16)) {
            for (int c : List.of(1, 7, 8, 22, 64, 65, 300)) {
                for (int k : List.of(1, 3, 4)) {
                    tests.add(DynamicTest.dynamicTest(type + " " + c + " to " + k, () -> check(type, c, k)));
                }
            }
        }
        return tests.stream();
    }

    private void check(DType type, int c, int k) {
        int n = 2;
        int h = 5;
        int width = 7;
        int area = h * width;
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, type)) {
            var head = new LaunchedHead(kernels.launcher(), kernels.memory());
            Buffer x = lab.normal(n, h, width, c);
            Buffer w = lab.uniform(DType.F32, -0.5, 0.5, k, c);
            Buffer bias = lab.uniform(DType.F32, -1, 1, k);
            Buffer y = lab.target(DType.F32, new Shape(n, k, h, width));
            head.forward(x, w, bias, y);
            Approximately.same(
                    i -> {
                        int o = i / area % k;
                        int pixel = i / area / k * area + i % area;
                        double sum = Elements.get(bias, o);
                        for (int d = 0; d < c; d++) sum += Elements.get(x, pixel * c + d) * Elements.get(w, o * c + d);
                        return 1 / (1 + Math.exp(-sum));
                    },
                    y,
                    1e-6);

            Buffer dz = lab.uniform(DType.F32, -1, 1, n, k, h, width);
            Buffer dx = lab.target(n, h, width, c);
            Buffer dw = lab.target(DType.F32, new Shape(k, c));
            Buffer dbias = lab.target(DType.F32, new Shape(k));
            head.backward(dz, x, w, dx, dw, dbias);
            Approximately.same(
                    i -> {
                        int pixel = i / c;
                        double sum = 0;
                        for (int o = 0; o < k; o++) {
                            sum += Elements.get(dz, (pixel / area * k + o) * area + pixel % area)
                                    * Elements.get(w, o * c + i % c);
                        }
                        return sum;
                    },
                    dx,
                    1e-6);
            Approximately.same(
                    i -> {
                        double sum = 0;
                        for (int pixel = 0; pixel < n * area; pixel++) {
                            sum += Elements.get(dz, (pixel / area * k + i / c) * area + pixel % area)
                                    * Elements.get(x, pixel * c + i % c);
                        }
                        return sum;
                    },
                    dw,
                    1e-5);
            Approximately.same(
                    o -> {
                        double sum = 0;
                        for (int p = 0; p < n * area; p++) {
                            sum += Elements.get(dz, (p / area * k + o) * area + p % area);
                        }
                        return sum;
                    },
                    dbias,
                    1e-6);
        }
    }

    @TestFactory
    Stream<DynamicTest> blocksBecomePlanesAndBack() {
        List<DynamicTest> tests = new ArrayList<>();
        for (DType type : List.of(DType.F32, DType.BF16)) {
            for (int s : List.of(1, 2, 3)) {
                tests.add(DynamicTest.dynamicTest(type + " blocks of " + s, () -> checkBlocks(type, s)));
            }
        }
        return tests.stream();
    }

    private void checkBlocks(DType type, int s) {
        int n = 2;
        int h = 3;
        int w = 5;
        int k = 3;
        int pitch = s * s * k + 4;
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, type)) {
            var head = new LaunchedHead(kernels.launcher(), kernels.memory());
            Buffer z = lab.normal(n, h, w, pitch);
            Buffer bias = lab.uniform(DType.F32, -1, 1, s * s * k);
            Buffer y = lab.target(DType.F32, new Shape(n, k, h * s, w * s));
            head.blocks(z, bias, y);
            double[] wanted = new double[(int) y.elements()];
            Buffer dy = lab.uniform(DType.F32, -1, 1, n, k, h * s, w * s);
            Buffer dz = lab.target(n, h, w, pitch);
            head.blocksBackward(dy, dz);
            double[] wantedDz = new double[(int) dz.elements()];
            for (int p = 0; p < n * h * w; p++) {
                for (int a = 0; a < s; a++) {
                    for (int b = 0; b < s; b++) {
                        for (int o = 0; o < k; o++) {
                            int channel = (a * s + b) * k + o;
                            int row = p / w % h * s + a;
                            int column = p % w * s + b;
                            int at = ((p / w / h * k + o) * h * s + row) * w * s + column;
                            double v = Elements.get(z, p * pitch + channel) + Elements.get(bias, channel);
                            wanted[at] = 1 / (1 + Math.exp(-v));
                            wantedDz[p * pitch + channel] = Elements.get(dy, at);
                        }
                    }
                }
            }
            Approximately.same(wanted, y, 1e-6);
            Approximately.same(wantedDz, dz, 0);
        }
    }
}
