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
import java.util.Map;
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

    /** With these a multiprocessor holds 1024 threads, enough to hide waiting for memory. */
    private static final int MOST_REGISTERS = 64;

    /** Kernels that may take more. */
    private static final Map<String, Integer> MORE_REGISTERS =
            Map.of("masked_loss_finish", 80); // one warp a picture: however many registers, all of them run at once

    /** What ptxas says of a kernel: name, bytes spilled by stores, and by loads, registers of a thread. */
    private static final Pattern COST = Pattern.compile(
            "entry function '(\\w+)'.*?(\\d+) bytes spill stores, (\\d+) bytes spill loads.*?Used (\\d+) registers",
            Pattern.DOTALL);

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
    Stream<DynamicTest> everyCardHasMachineCodeWithoutSpillsInFewRegisters() {
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
                            List<String> seen = new ArrayList<>();
                            Matcher cost = COST.matcher(compiled.log());
                            while (cost.find()) {
                                String kernel = cost.group(1);
                                seen.add(kernel);
                                assertEquals(
                                        "0, 0", cost.group(2) + ", " + cost.group(3), "bytes spilled by " + kernel);
                                int registers = Integer.parseInt(cost.group(4));
                                assertTrue(
                                        registers <= MORE_REGISTERS.getOrDefault(kernel, MOST_REGISTERS),
                                        kernel + " takes " + registers + " registers");
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
