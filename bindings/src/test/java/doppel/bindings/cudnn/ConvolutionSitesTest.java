package doppel.bindings.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.testing.FakeCuda;
import doppel.bindings.testing.Wheels;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every convolution of the two standard models, batch 8, bf16, has an engine in all three directions on every card, and
 * one that neither converts the layout nor splits its sums. What was tried is in {@code target/cudnn-CARD.tsv}.
 */
class ConvolutionSitesTest {
    private static final long FRUGAL = 1 << 20; // a conversion of the layout needs more, and so do sums split in two

    /**
     * Sizes of a convolution, channels filled up to a multiple of 8 as on the card.
     *
     * @param n pictures: source and destination together where both go through
     * @param in channels
     * @param edge of the input in pixels
     * @param out channels
     * @param kernel edge of a window; padded so that the output has {@code edge / stride} pixels
     */
    private record Site(String name, long n, long in, long edge, long out, int kernel, int stride) {
        List<CudnnOperation> directions() {
            CudnnTensor x = CudnnTensor.channelsLast(1, CudnnType.BF16, n, in, edge, edge);
            CudnnTensor w = CudnnTensor.weights(2, CudnnType.BF16, out, in, kernel, kernel);
            CudnnTensor y = CudnnTensor.channelsLast(3, CudnnType.BF16, n, out, edge / stride, edge / stride);
            ConvolutionShape shape = ConvolutionShape.of(stride, kernel / 2);
            return List.of(
                    new CudnnOperation.Convolution(x, w, y, shape),
                    new CudnnOperation.DataGradient(y, w, x, shape),
                    new CudnnOperation.WeightGradient(x, y, w, shape, false));
        }
    }

    private static final List<Site> SITES = List.of(
            new Site("df-128 encoder 0", 16, 8, 128, 64, 5, 2),
            new Site("df-128 encoder 1", 16, 64, 64, 128, 5, 2),
            new Site("df-128 encoder 2", 16, 128, 32, 256, 5, 2),
            new Site("df-128 encoder 3", 16, 256, 16, 512, 5, 2),
            new Site("df-128 inter up", 8, 256, 8, 1024, 3, 1),
            new Site("df-128 decoder up 0", 8, 256, 16, 2048, 3, 1),
            new Site("df-128 decoder residual 0", 8, 512, 32, 512, 3, 1),
            new Site("df-128 decoder up 1", 8, 512, 32, 1024, 3, 1),
            new Site("df-128 decoder residual 1", 8, 256, 64, 256, 3, 1),
            new Site("df-128 decoder up 2", 8, 256, 64, 512, 3, 1),
            new Site("df-128 decoder residual 2", 8, 128, 128, 128, 3, 1),
            new Site("df-128 mask up 0", 8, 256, 16, 704, 3, 1),
            new Site("df-128 mask up 1", 8, 176, 32, 352, 3, 1),
            new Site("df-128 mask up 2", 8, 88, 64, 176, 3, 1),
            new Site("liae-ud-256 encoder 0", 16, 8, 256, 64, 5, 2),
            new Site("liae-ud-256 encoder 1", 16, 64, 128, 128, 5, 2),
            new Site("liae-ud-256 encoder 2", 16, 128, 64, 256, 5, 2),
            new Site("liae-ud-256 encoder 3", 16, 256, 32, 512, 5, 2),
            new Site("liae-ud-256 inter up", 16, 512, 8, 2048, 3, 1),
            new Site("liae-ud-256 decoder up 0", 16, 1024, 16, 2048, 3, 1),
            new Site("liae-ud-256 decoder residual 0", 16, 512, 32, 512, 3, 1),
            new Site("liae-ud-256 decoder up 1", 16, 512, 32, 1024, 3, 1),
            new Site("liae-ud-256 decoder residual 1", 16, 256, 64, 256, 3, 1),
            new Site("liae-ud-256 decoder up 2", 16, 256, 64, 512, 3, 1),
            new Site("liae-ud-256 decoder residual 2", 16, 128, 128, 128, 3, 1),
            new Site("liae-ud-256 heads", 16, 128, 128, 16, 3, 1),
            new Site("liae-ud-256 mask up 0", 16, 1024, 16, 704, 3, 1),
            new Site("liae-ud-256 mask up 1", 16, 176, 32, 352, 3, 1),
            new Site("liae-ud-256 mask up 2", 16, 88, 64, 176, 3, 1),
            new Site("liae-ud-256 mask up 3", 16, 48, 128, 96, 3, 1));

    static Stream<DeviceProperties> cards() {
        return CudnnPlanTest.cards();
    }

    @BeforeEach
    void need() {
        Wheels.assumeThere();
        FakeCuda.install().cards(0);
    }

    @ParameterizedTest
    @MethodSource("cards")
    void everySiteHasADeterministicEngineThatTakesTheLayoutAsItIs(DeviceProperties card) throws IOException {
        List<String> table = new ArrayList<>(List.of("site\tdirection\trank\tengine\tnotes\tworkspace"));
        List<String> faults = new ArrayList<>();
        for (Site site : SITES) {
            for (CudnnOperation operation : site.directions()) {
                String name = site.name() + "\t" + operation.getClass().getSimpleName();
                try (Arena owner = Arena.ofConfined()) {
                    OperationGraph graph = OperationGraph.of(name, operation);
                    long least = frugal(PlanSearch.engines(owner, graph, card, PlanSearch.Heuristic.BEST), name, table);
                    if (least > FRUGAL) faults.add(name + " needs " + least);
                }
            }
        }
        Files.write(Path.of("target", "cudnn-" + card.name().replace(' ', '-') + ".tsv"), table);
        assertEquals(List.of(), faults);
        assertTrue(table.size() > 3 * SITES.size(), "sites times directions: " + table.size());
    }

    /** Tries engines, best first, until one needs little; the least workspace met. */
    private static long frugal(List<EngineConfig> engines, String name, List<String> table) {
        long least = Long.MAX_VALUE;
        for (int rank = 0; rank < engines.size() && least > FRUGAL; rank++) {
            EngineConfig engine = engines.get(rank);
            if (engine.notes().contains(EngineNote.NONDETERMINISTIC)) continue;
            try (Arena brief = Arena.ofConfined()) {
                long workspace = engine.build(brief).workspaceBytes();
                table.add("%s\t%d\t%d\t%s\t%d".formatted(name, rank, engine.engine(), engine.notes(), workspace));
                least = Math.min(least, workspace);
            } catch (CudnnException e) {
                if (!e.isUnsupported()) throw e;
            }
        }
        return least;
    }
}
