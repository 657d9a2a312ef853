package doppel.bindings.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.testing.FakeCuda;
import doppel.bindings.testing.Wheels;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans made for cards that are described and not there. */
class CudnnPlanTest {
    private static final int N = 8;
    private static final int C = 128;
    private static final int EDGE = 64;

    private final CudnnTensor x = CudnnTensor.channelsLast(1, CudnnType.BF16, N, C, EDGE, EDGE);
    private final CudnnTensor w = CudnnTensor.weights(2, CudnnType.BF16, C, C, 3, 3);
    private final CudnnTensor y = CudnnTensor.channelsLast(3, CudnnType.BF16, N, C, EDGE, EDGE);
    private final CudnnTensor bias = CudnnTensor.perChannel(4, CudnnType.F32, C);

    static Stream<DeviceProperties> cards() {
        return Stream.of(
                DeviceProperties.H200,
                DeviceProperties.A100,
                DeviceProperties.RTX_3090,
                DeviceProperties.RTX_4090,
                DeviceProperties.RTX_5090);
    }

    /** Engines that compile while running ask for a driver, which is there before cuDNN is. */
    @BeforeEach
    void need() {
        Wheels.assumeThere();
        FakeCuda.install().cards(0);
    }

    @ParameterizedTest
    @MethodSource("cards")
    void cudnnWritesDownADescriptionAsItReadIt(DeviceProperties card) {
        String written = DeviceProperties.json(card.spec());
        assertEquals(fields(card.json()), fields(written));
    }

    /** Fields of an object without objects, whatever their order. */
    private static Set<String> fields(String json) {
        String inner = json.replaceAll("\\s", "").replaceAll("^\\{|}$", "");
        return Set.of(inner.split(",(?=\")", -1));
    }

    @ParameterizedTest
    @MethodSource("cards")
    void plainConvolutionsHaveFastPlansWithoutConversions(DeviceProperties card) {
        ConvolutionShape shape = ConvolutionShape.of(1, 1);
        for (CudnnOperation operation : List.of(
                new CudnnOperation.Convolution(x, w, y, shape),
                new CudnnOperation.DataGradient(y, w, x, shape),
                new CudnnOperation.WeightGradient(x, y, w, shape, false))) {
            try (Arena owner = Arena.ofConfined()) {
                OperationGraph graph = OperationGraph.of("conv 3x3", operation);
                EngineConfig best = PlanSearch.engines(owner, graph, card, PlanSearch.Heuristic.BEST)
                        .getFirst();
                assertTrue(best.notes().contains(EngineNote.TENSOR_CORE), best.toString());
                assertFalse(best.notes().contains(EngineNote.NONDETERMINISTIC), best.toString());
                CudnnPlan plan = best.build(owner);
                assertTrue(plan.workspaceBytes() <= 64 << 20, plan + " needs " + plan.workspaceBytes());
                if (operation instanceof CudnnOperation.Convolution) {
                    assertTrue(plan.workspaceBytes() <= 1 << 20, plan + " converts: " + plan.workspaceBytes());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void biasAndActivationAreFusedIntoAConvolution(DeviceProperties card) {
        try (Arena owner = Arena.ofConfined()) {
            CudnnTensor sums = CudnnTensor.between(5, y);
            CudnnTensor biased = CudnnTensor.between(6, y);
            OperationGraph graph = new OperationGraph(
                    "conv bias leaky relu",
                    List.of(
                            new CudnnOperation.Convolution(x, w, sums, ConvolutionShape.of(1, 1)),
                            new CudnnOperation.Sum(sums, bias, biased),
                            new CudnnOperation.LeakyRelu(biased, 0.1, y)));
            assertEquals(
                    List.of(x, w, bias, y),
                    graph.tensorsInMemory().stream()
                            .sorted((a, b) -> Long.compare(order(a), order(b)))
                            .toList());
            EngineConfig best = PlanSearch.engines(owner, graph, card, PlanSearch.Heuristic.BEST)
                    .getFirst();
            assertTrue(best.notes().contains(EngineNote.RUNTIME_COMPILATION), best.toString());
            CudnnPlan plan = best.build(owner);
            new VariantPack(
                    owner, graph, Map.of(x, 0x7000_0000L, w, 0x7100_0000L, bias, 0x7200_0000L, y, 0x7300_0000L), 0);
            assertThrows(IllegalArgumentException.class, () -> new VariantPack(owner, graph, Map.of(x, 16L), 0));
            assertTrue(plan.workspaceBytes() <= 1 << 20);
        }
    }

    private static long order(CudnnTensor tensor) {
        return tensor.id() == 4 ? 25 : tensor.id() * 10; // bias between weights and result
    }

    @Test
    void aPlanIsReadBackForTheSameCard() {
        try (Arena owner = Arena.ofConfined()) {
            OperationGraph graph =
                    OperationGraph.of("conv 3x3", new CudnnOperation.Convolution(x, w, y, ConvolutionShape.of(1, 1)));
            CudnnPlan plan = PlanSearch.engines(owner, graph, DeviceProperties.H200, PlanSearch.Heuristic.BEST)
                    .getFirst()
                    .build(owner);
            String json = plan.toJson();
            assertTrue(json.contains("cudnnVersion"), json);
            CudnnPlan again = CudnnPlan.fromJson(owner, json, DeviceProperties.H200, "conv 3x3");
            assertEquals(plan.workspaceBytes(), again.workspaceBytes());
            assertThrows(
                    CudnnException.class,
                    () -> CudnnPlan.fromJson(owner, json.substring(0, 100), DeviceProperties.H200, "half"));
        }
    }

    @Test
    void strictPrecisionHasEnginesToo() {
        CudnnTensor a = CudnnTensor.channelsLast(1, CudnnType.F32, N, C, EDGE, EDGE);
        CudnnTensor k = CudnnTensor.weights(2, CudnnType.F32, C, C, 3, 3);
        CudnnTensor b = CudnnTensor.channelsLast(3, CudnnType.F32, N, C, EDGE, EDGE);
        OperationGraph graph =
                OperationGraph.of("conv 3x3 f32", new CudnnOperation.Convolution(a, k, b, ConvolutionShape.of(1, 1)));
        try (Arena owner = Arena.ofConfined()) {
            List<EngineConfig> engines =
                    PlanSearch.engines(owner, graph, DeviceProperties.RTX_4090, PlanSearch.Heuristic.BEST);
            assertTrue(
                    engines.stream().anyMatch(engine -> engine.notes().contains(EngineNote.TENSOR_CORE)),
                    "TF32 is offered unasked: " + engines);
            EngineConfig strict = engines.stream()
                    .filter(engine -> !engine.notes().contains(EngineNote.DOWN_CONVERT_INPUTS))
                    .filter(engine -> !engine.notes().contains(EngineNote.TENSOR_CORE))
                    .findFirst()
                    .orElseThrow();
            strict.build(owner);
        }
    }

    @Test
    void aRefusalNamesThePlaceInTheGraph() {
        CudnnTensor flat = CudnnTensor.of(9, CudnnType.BF16, new long[] {1, -3, 8, 8}, new long[] {192, 1, 24, 3});
        OperationGraph graph =
                OperationGraph.of("faulty", new CudnnOperation.Convolution(flat, w, y, ConvolutionShape.of(1, 1)));
        try (Arena owner = Arena.ofConfined()) {
            CudnnException failure = assertThrows(
                    CudnnException.class,
                    () -> PlanSearch.engines(owner, graph, DeviceProperties.H200, PlanSearch.Heuristic.BEST));
            String text = String.valueOf(failure.getMessage());
            assertTrue(text.startsWith("cudnn: engines of faulty/graph/faulty/operations/conv/x/tensor 9"), text);
            assertTrue(text.contains("CUDNN_STATUS_"), text);
        }
    }

    @Test
    void theLibraryNamesItsVersionItsCudaAndItsCards() {
        Cudnn.Report report = Cudnn.load();
        assertTrue(report.versionText().startsWith("9."), report.toString());
        assertEquals(13, report.cuda() / 1000);
        assertTrue(report.newestCard() >= 90, report.toString());
        assertTrue(report.isDevicelessPossible());
        assertFalse(Cudnn.mapped().isEmpty());
    }

    @Test
    void twoTensorsOfOneNumberAreRefused() {
        CudnnTensor other = CudnnTensor.channelsLast(1, CudnnType.BF16, N, C, EDGE, EDGE);
        assertThrows(
                IllegalArgumentException.class,
                () -> OperationGraph.of(
                        "twice", new CudnnOperation.Convolution(x, w, other, ConvolutionShape.of(1, 1))));
    }
}
