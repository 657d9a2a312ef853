package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.cudnn.CudnnException;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.DeviceProperties;
import doppel.bindings.cudnn.EngineConfig;
import doppel.bindings.cudnn.EngineNote;
import doppel.bindings.cudnn.OperationGraph;
import doppel.bindings.cudnn.PlanSearch;
import doppel.bindings.testing.FakeCuda;
import doppel.bindings.testing.Wheels;
import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The choice of plans, by the real library for cards that are described and not there: for every convolution of the
 * standard models. The choices are in {@code target/conv-plans-PRECISION-CARD.tsv}.
 */
class ConvPlansTest {
    private static final String HEADER = "site\tengine\tworkspace";

    @TempDir
    Path folder;

    /** Engines that compile while running ask for a driver, which is there before cuDNN is. */
    @BeforeEach
    void need() {
        Wheels.assumeThere();
        FakeCuda.install().cards(0);
    }

    static Stream<DeviceProperties> cards() {
        return Stream.of(
                DeviceProperties.H200,
                DeviceProperties.A100,
                DeviceProperties.RTX_3090,
                DeviceProperties.RTX_4090,
                DeviceProperties.RTX_5090);
    }

    /** @param workspace bytes */
    private record Choice(ConvSite site, Set<EngineNote> notes, long workspace) {}

    private List<Choice> choices(DeviceProperties card, CudnnType type, boolean tf32) throws IOException {
        Set<ConvSite> sites = new LinkedHashSet<>();
        for (SaehdSites model : SaehdSites.STANDARD) {
            for (SaehdSites.Layer layer : model.layers()) {
                for (ConvSite.Pass pass : ConvSite.Pass.values())
                    sites.add(layer.site(pass, type).filledUp());
            }
        }
        List<Choice> choices = new ArrayList<>();
        List<String> table = new ArrayList<>(List.of(HEADER));
        try (Arena owner = Arena.ofConfined()) {
            var plans = new ConvPlans(owner, card, tf32, card.name(), new DiskCache(folder), null);
            for (ConvSite site : sites) {
                try (Arena search = Arena.ofConfined()) {
                    EngineConfig engine =
                            plans.choose(search, site, site.graph()).orElseThrow(() -> new AssertionError(site));
                    long workspace = engine.build(search).workspaceBytes();
                    choices.add(new Choice(site, engine.notes(), workspace));
                    table.add(site + "\t" + engine + "\t" + workspace);
                }
            }
        }
        String precision = type == CudnnType.BF16 ? "bf16" : tf32 ? "tf32" : "fp32";
        Files.write(
                Path.of("target", "conv-plans-" + precision + "-" + card.name().replace(' ', '-') + ".tsv"), table);
        return choices;
    }

    private static void assertRepeatable(Choice choice) {
        for (EngineNote note : new EngineNote[] {
            EngineNote.NONDETERMINISTIC, EngineNote.REDUCED_PRECISION_REDUCTION, EngineNote.WINOGRAD, EngineNote.FFT
        }) {
            assertFalse(choice.notes.contains(note), choice.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void bf16HasTensorCoresAndNoConversionsEverywhere(DeviceProperties card) throws IOException {
        for (Choice choice : choices(card, CudnnType.BF16, false)) {
            assertRepeatable(choice);
            assertTrue(choice.notes.contains(EngineNote.TENSOR_CORE), choice.toString());
            if (choice.workspace <= ConvPlans.FRUGAL_BYTES) continue;
            assertEquals(ConvSite.Pass.BACKWARD_WEIGHTS, choice.site.pass(), choice.toString());
            assertTrue(choice.workspace <= ConvPlans.MOST_WORKSPACE_BYTES, choice.toString());
            assertTrue(canBeFrugal(choice.site, card), "it converts its tensors: " + choice);
        }
    }

    /** Whether an engine gives the same bits in little room: then others split sums in more, and convert nothing. */
    private static boolean canBeFrugal(ConvSite site, DeviceProperties card) {
        try (Arena search = Arena.ofConfined()) {
            OperationGraph graph = site.graph().operations();
            for (EngineConfig engine : PlanSearch.engines(search, graph, card, PlanSearch.Heuristic.BEST)) {
                if (engine.notes().contains(EngineNote.NONDETERMINISTIC)) continue;
                try (Arena trial = Arena.ofConfined()) {
                    if (engine.build(trial).workspaceBytes() <= ConvPlans.FRUGAL_BYTES) return true;
                } catch (CudnnException e) {
                    if (!e.isUnsupported()) throw e;
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void strictF32RoundsNothing(DeviceProperties card) throws IOException {
        for (Choice choice : choices(card, CudnnType.F32, false)) {
            assertRepeatable(choice);
            assertFalse(choice.notes.contains(EngineNote.TENSOR_CORE), choice.toString());
            assertFalse(choice.notes.contains(EngineNote.DOWN_CONVERT_INPUTS), choice.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void tf32UsesTensorCoresButAtAFewSmallSites(DeviceProperties card) throws IOException {
        List<Choice> choices = choices(card, CudnnType.F32, true);
        int used = 0;
        for (Choice choice : choices) {
            assertRepeatable(choice);
            boolean uses = choice.notes.contains(EngineNote.TENSOR_CORE);
            if (uses) used++;
            double products = (double) choice.site.w().elements()
                    * choice.site.y().elements()
                    / choice.site.y().size(3);
            assertTrue(uses || products < 1e10, choice.toString());
        }
        assertTrue(used > 0.9 * choices.size(), used + " of " + choices.size());
    }

    static Stream<DeviceProperties> twoCards() {
        return Stream.of(DeviceProperties.H200, DeviceProperties.RTX_3090);
    }

    /** The whole of a forward pass in one kernel, which is compiled for seconds: so not for all cards. */
    @ParameterizedTest
    @MethodSource("twoCards")
    void whatFollowsAConvolutionIsFused(DeviceProperties card) {
        ConvSite plain = site(ConvSite.Pass.FORWARD, CudnnType.BF16);
        var epilogue = new ConvSite.Epilogue(true, true, Activation.leakyRelu(0.2));
        var site = new ConvSite(plain.pass(), plain.type(), plain.x(), plain.w(), plain.y(), plain.options(), epilogue);
        ConvSite.Graph graph = site.graph();
        assertEquals(
                5,
                graph.operations().tensorsInMemory().size(),
                graph.operations().toString());
        try (Arena search = Arena.ofConfined()) {
            var plans = new ConvPlans(search, card, false, card.name(), new DiskCache(folder), null);
            EngineConfig engine = plans.choose(search, site, graph).orElseThrow(() -> new AssertionError(site));
            assertTrue(engine.notes().contains(EngineNote.TENSOR_CORE), engine.toString());
            assertTrue(engine.notes().contains(EngineNote.RUNTIME_COMPILATION), engine.toString());
            assertFalse(engine.notes().contains(EngineNote.NONDETERMINISTIC), engine.toString());
        }
    }

    private static ConvSite site(ConvSite.Pass pass, CudnnType type) {
        Conv2dOptions options = Conv2dOptions.same(5).withStride(2);
        var x = new Shape(8, 64, 64, 64);
        var w = new Shape(128, 5, 5, 64);
        return new ConvSite(pass, type, x, w, options.outputShape(x, w), options);
    }

    private ConvPlans plans(Arena owner, boolean tf32) {
        return new ConvPlans(owner, DeviceProperties.H200, tf32, "H200", new DiskCache(folder), null);
    }

    @Test
    void aPlanIsReadBackByTheNextProcessInItsOwnPrecision() throws IOException {
        ConvSite site = site(ConvSite.Pass.FORWARD, CudnnType.F32);
        String strict;
        String rounding;
        try (Arena owner = Arena.ofConfined()) {
            strict = plans(owner, false).find(site).orElseThrow().plan().toJson();
            rounding = plans(owner, true).find(site).orElseThrow().plan().toJson();
        }
        assertFalse(strict.equals(rounding), strict);
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
        try (Arena owner = Arena.ofConfined()) {
            assertEquals(
                    strict, plans(owner, false).find(site).orElseThrow().plan().toJson());
            assertEquals(
                    rounding, plans(owner, true).find(site).orElseThrow().plan().toJson());
        }
    }

    @Test
    void whatWasMeasuredToBeFastestIsTakenAndKept() {
        ConvSite site = site(ConvSite.Pass.BACKWARD_DATA, CudnnType.BF16);
        List<String> tried = new ArrayList<>();
        PlanClock clock = (_, _, plan) -> {
            tried.add(plan.toJson());
            return tried.size() == 3 ? 1 : 2;
        };
        String usual;
        String fastest;
        try (Arena owner = Arena.ofConfined()) {
            usual = plans(owner, false).find(site).orElseThrow().plan().toJson();
            var measuring = new ConvPlans(owner, DeviceProperties.H200, false, "H200", new DiskCache(folder), clock);
            fastest = measuring.find(site).orElseThrow().plan().toJson();
            assertEquals(fastest, measuring.find(site).orElseThrow().plan().toJson());
        }
        assertEquals(8, tried.size(), "measured once");
        assertEquals(tried.get(2), fastest);
        assertFalse(fastest.equals(usual), "another than the first");
        try (Arena owner = Arena.ofConfined()) {
            assertEquals(
                    fastest, plans(owner, false).find(site).orElseThrow().plan().toJson(), "without a clock");
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupsOfThreeDilatedChannelsHaveAPlanToo(ConvSite.Pass pass) {
        Conv2dOptions odd = Conv2dOptions.DEFAULT.withGroups(3).withDilation(2);
        var x = new Shape(1, 8, 8, 9);
        var w = new Shape(3, 3, 3, 3);
        for (CudnnType type : new CudnnType[] {CudnnType.F32, CudnnType.BF16}) {
            try (Arena owner = Arena.ofConfined()) {
                var site = new ConvSite(pass, type, x, w, odd.outputShape(x, w), odd);
                assertTrue(plans(owner, false).find(site).isPresent(), site.toString());
            }
        }
    }
}
