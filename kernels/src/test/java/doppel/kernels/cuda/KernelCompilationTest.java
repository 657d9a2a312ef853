package doppel.kernels.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.nvrtc.Nvrtc;
import doppel.bindings.nvrtc.NvrtcTarget;
import doppel.bindings.testing.Wheels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The real compiler on every file; each test is skipped, and says so, where NVRTC is not to be found. */
class KernelCompilationTest {
    /** Capabilities of the cards that kernels are for: RTX 20, A100, RTX 30, RTX 40, H200, RTX 50. */
    private static final List<Integer> CARDS = List.of(75, 80, 86, 89, 90, 120);

    private static final Pattern SPILLS =
            Pattern.compile("entry function '(\\w+)'.*?(\\d+) bytes spill stores", Pattern.DOTALL);

    private static Nvrtc.Report nvrtc() {
        Wheels.assumeThere();
        return Nvrtc.load();
    }

    @TestFactory
    Stream<DynamicTest> ptxTakesTheParametersThatDescriptorsPack() {
        return LaunchDescriptors.sources().stream()
                .map(source -> DynamicTest.dynamicTest(source.file(), () -> {
                    nvrtc();
                    var target = new NvrtcTarget(80, false);
                    Nvrtc.Compiled compiled = Nvrtc.compile(source.file(), source.text(), target, List.of());
                    assertEquals("", compiled.log());
                    assertEquals(described(source), declared(compiled.image()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyCardHasMachineCodeWithoutSpills() {
        return CARDS.stream()
                .flatMap(card -> LaunchDescriptors.sources().stream()
                        .map(source -> DynamicTest.dynamicTest("sm_" + card + " " + source.file(), () -> {
                            assumeTrue(nvrtc().architectures().contains(card), "skipped: NVRTC knows no sm_" + card);
                            Nvrtc.Compiled compiled = Nvrtc.compile(
                                    source.file(),
                                    source.text(),
                                    new NvrtcTarget(card, true),
                                    List.of("--ptxas-options=-v"));
                            assertTrue(compiled.image().length > 0);
                            Matcher spills = SPILLS.matcher(compiled.log());
                            List<String> seen = new ArrayList<>();
                            while (spills.find()) {
                                seen.add(spills.group(1));
                                assertEquals("0", spills.group(2), "bytes spilled by " + spills.group(1));
                            }
                            assertEquals(
                                    described(source).stream()
                                            .map(PtxEntry::name)
                                            .toList(),
                                    seen.stream().sorted().toList());
                        })));
    }

    /** Kernels of a file with offset and size of each parameter, in the order of names. */
    private static List<PtxEntry> described(KernelSource source) {
        List<PtxEntry> entries = new ArrayList<>();
        for (LaunchDescriptor kernel : LaunchDescriptors.all()) {
            if (!kernel.source().equals(source)) continue;
            List<PtxEntry.Parameter> parameters = IntStream.range(
                            0, kernel.parameters().size())
                    .mapToObj(i -> new PtxEntry.Parameter(
                            kernel.offset(i), kernel.parameters().get(i).bytes()))
                    .toList();
            entries.add(new PtxEntry(kernel.kernel(), parameters, 0));
        }
        return sorted(entries);
    }

    private static List<PtxEntry> declared(byte[] ptx) {
        return sorted(PtxEntry.parse(new String(ptx, UTF_8)).stream()
                .map(e -> new PtxEntry(e.name(), e.parameters(), 0))
                .toList());
    }

    private static List<PtxEntry> sorted(List<PtxEntry> entries) {
        return entries.stream().sorted(Comparator.comparing(PtxEntry::name)).toList();
    }
}
