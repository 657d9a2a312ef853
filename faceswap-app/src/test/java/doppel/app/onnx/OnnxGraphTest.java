package doppel.app.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.TensorScope;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxGraphTest {
    private static Kernels kernels;

    @BeforeAll
    static void open() {
        kernels = Backends.reference();
    }

    @AfterAll
    static void close() {
        kernels.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doppel.app.onnx.OperatorCase#all")
    void computesWhatOnnxruntimeComputes(OperatorCase of) throws IOException {
        long before = kernels.memory().usedBytes();
        try (OnnxGraph graph = OnnxGraph.open(OnnxReader.read(of.model()), kernels);
                TensorScope scope = new TensorScope(kernels)) {
            GraphTensor x = GraphTensor.plain(scope.of(new Shape(of.inputSizes()), of.input()));
            GraphTensor y = graph.run(scope, Map.of("x", x)).get("y");
            assertEquals(new Shape(of.sizes()), y.shape());
            assertArrayEquals(of.values(), y.toFloats(), 1e-5f);
            assertEquals(2, scope.size(), "tensors left beside x and y");
        }
        assertEquals(before, kernels.memory().usedBytes(), "bytes left");
    }

    @Test
    void theCasesReachEveryOperator() throws IOException {
        Set<String> untried = new TreeSet<>(Operators.TABLE.keySet());
        for (OperatorCase of : OperatorCase.all()) {
            OnnxReader.read(of.model()).nodes().forEach(node -> untried.remove(node.type()));
        }
        assertTrue(untried.isEmpty(), "untried: " + untried);
    }

    @Test
    void batchNormAndActivationDisappearIntoTheConvolution() throws IOException {
        for (OperatorCase of : OperatorCase.all()) {
            if (!of.name().equals("conv, batch norm, Relu")) continue;
            OnnxModel simple = Simplification.of(OnnxReader.read(of.model()));
            assertEquals(
                    List.of("Conv"), simple.nodes().stream().map(OnnxNode::type).toList());
        }
    }

    @Test
    void picturesStoredChannelsLastGiveTheSame() throws IOException {
        OperatorCase of = OperatorCase.all().getFirst();
        int[] s = of.inputSizes();
        float[] moved = new float[of.input().length];
        int at = 0;
        for (int h = 0; h < s[2]; h++) {
            for (int w = 0; w < s[3]; w++) {
                for (int c = 0; c < s[1]; c++) moved[at++] = of.input()[(c * s[2] + h) * s[3] + w];
            }
        }
        try (OnnxGraph graph = OnnxGraph.open(OnnxReader.read(of.model()), kernels);
                TensorScope scope = new TensorScope(kernels)) {
            GraphTensor x = GraphTensor.channelsLast(scope.of(new Shape(s[0], s[2], s[3], s[1]), moved));
            assertArrayEquals(
                    of.values(), graph.run(scope, Map.of("x", x)).get("y").toFloats(), 1e-5f);
        }
    }

    @Test
    void anUnknownOperatorIsNamedWithItsNode() {
        OnnxNode node = new OnnxNode("head/rois", "NonMaxSuppression", List.of("x"), List.of("y"), Map.of());
        var e = assertThrows(IOException.class, () -> OnnxGraph.open(model(node), kernels));
        assertEquals("onnx: operator not supported: NonMaxSuppression node head/rois", e.getMessage());
    }

    @Test
    void anUnknownFormOfAnOperatorIsNamedWithItsNode() {
        OnnxNode node = new OnnxNode(
                "pool", "MaxPool", List.of("x"), List.of("y"), Map.of("kernel_shape", new OnnxAttribute.Wholes(2, 3)));
        var e = assertThrows(IOException.class, () -> OnnxGraph.open(model(node), kernels));
        assertEquals("onnx: MaxPool node pool: not supported: a window of 3 x 2, which is not square", e.getMessage());
    }

    @Test
    void anAttributeOfTheWrongKindIsNamedWithItsNode() {
        OnnxNode node =
                new OnnxNode("", "LeakyRelu", List.of("x"), List.of("y"), Map.of("alpha", new OnnxAttribute.Whole(1)));
        var e = assertThrows(IOException.class, () -> OnnxGraph.open(model(node), kernels));
        assertTrue(message(e).startsWith("onnx: "), message(e));
        assertTrue(message(e).contains("attribute alpha: wanted a real number"), message(e));
    }

    @Test
    void aNodeThatReadsWhatNobodyWritesIsRefused() {
        OnnxNode node = new OnnxNode("n", "Add", List.of("x", "z"), List.of("y"), Map.of());
        var e = assertThrows(IOException.class, () -> OnnxGraph.open(model(node), kernels));
        assertEquals("onnx: Add node n reads \"z\", which no node before writes", e.getMessage());
    }

    @Test
    void aSecondOutputThatIsReadIsRefused() {
        OnnxNode pool = new OnnxNode(
                "p",
                "MaxPool",
                List.of("x"),
                List.of("a", "indices"),
                Map.of("kernel_shape", new OnnxAttribute.Wholes(2, 2)));
        OnnxNode add = new OnnxNode("n", "Add", List.of("a", "indices"), List.of("y"), Map.of());
        var e = assertThrows(IOException.class, () -> OnnxGraph.open(model(pool, add), kernels));
        assertTrue(message(e).contains("Add node n reads \"indices\""), message(e));
    }

    @Test
    void aMisfitAtARunIsNamedWithItsNode() throws IOException {
        OnnxNode node = new OnnxNode("join", "Concat", List.of("x", "x"), List.of("y"), Map.of());
        try (OnnxGraph graph = OnnxGraph.open(model(node), kernels);
                TensorScope scope = new TensorScope(kernels)) {
            GraphTensor x = GraphTensor.plain(scope.zeros(new Shape(3)));
            var e = assertThrows(IllegalArgumentException.class, () -> graph.run(scope, Map.of("x", x)));
            assertEquals("onnx: Concat node join: axis 1 of 1", e.getMessage());
        }
    }

    @Test
    void filesWithChangedBytesOpenOrGiveAnIoException() throws IOException {
        Random random = new Random(3);
        int opened = 0;
        int refused = 0;
        for (OperatorCase of : OperatorCase.all()) {
            for (int i = 0; i < 200; i++) {
                byte[] file = of.model().clone();
                for (int n = 0; n <= i % 3; n++) file[random.nextInt(file.length)] = (byte) random.nextInt();
                try {
                    OnnxGraph.open(OnnxReader.read(file), kernels).close();
                    opened++;
                } catch (IOException e) {
                    refused++;
                }
            }
        }
        assertTrue(opened > 1000 && refused > 1000, opened + " opened, " + refused + " refused");
    }

    @Test
    void anInputOfOtherSizesIsRefused() throws IOException {
        OnnxNode node = new OnnxNode("r", "Relu", List.of("x"), List.of("y"), Map.of());
        OnnxModel model = new OnnxModel(
                "",
                11,
                List.of(new OnnxPort("x", List.of(0, 3))),
                List.of(new OnnxPort("y", List.of())),
                List.of(node),
                Map.of());
        try (OnnxGraph graph = OnnxGraph.open(model, kernels);
                TensorScope scope = new TensorScope(kernels)) {
            GraphTensor x = GraphTensor.plain(scope.zeros(new Shape(2, 4)));
            var e = assertThrows(IllegalArgumentException.class, () -> graph.run(scope, Map.of("x", x)));
            assertEquals("onnx: input x of sizes [2, 4], wanted [0, 3] (0 being any)", e.getMessage());
        }
    }

    @Test
    void anInputThatIsAnOutputStaysTheCallers() throws IOException {
        OnnxNode node = new OnnxNode("i", "Identity", List.of("x"), List.of("y"), Map.of());
        try (OnnxGraph graph = OnnxGraph.open(model(node), kernels);
                TensorScope outer = new TensorScope(kernels)) {
            GraphTensor x = GraphTensor.plain(outer.of(new Shape(2), 1, 2));
            try (TensorScope run = outer.child()) {
                assertArrayEquals(
                        new float[] {1, 2},
                        graph.run(run, Map.of("x", x)).get("y").toFloats());
            }
            assertArrayEquals(new float[] {1, 2}, x.toFloats());
        }
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static OnnxModel model(OnnxNode... nodes) {
        return new OnnxModel(
                "",
                11,
                List.of(new OnnxPort("x", List.of())),
                List.of(new OnnxPort("y", List.of())),
                List.of(nodes),
                Map.of());
    }
}
