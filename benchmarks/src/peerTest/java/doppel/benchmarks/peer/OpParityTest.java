package doppel.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import doppel.tensor.Op;
import doppel.tensor.ops.Add;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every op, forward and backward. A case that fails names its seed; {@code -Ddoppel.parity='softmax 3'} runs that one
 * alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpParityTest {
    private static final Device CPU = new Device.Cpu();
    private static final int SEEDS = 6;

    /** A few roundings of at most 2^-9; the slope of tanh, told from a rounded result, makes one of them larger. */
    private static final double BF16_TOLERANCE = 1e-2;

    /** What networks do in bf16. */
    private static final Set<String> IN_BF16 = Set.of(
            "add",
            "subtract",
            "multiply",
            "affine",
            "clamp",
            "leaky relu",
            "relu",
            "sigmoid",
            "tanh",
            "map X_COS_X",
            "concat",
            "depth to space",
            "pixel shuffle",
            "pad",
            "reshape",
            "rows",
            "slice",
            "transpose",
            "matmul",
            "max pool",
            "bilinear",
            "nearest",
            "rms norm");

    private Kernels f32;
    private Kernels bf16;

    @BeforeAll
    void open() {
        f32 = Backends.open(CPU);
        bf16 = Backends.open(CPU, Precision.BF16);
    }

    @AfterAll
    void close() {
        bf16.close();
        f32.close();
    }

    private static List<OpCase> cases() {
        return Stream.of(
                        ElementwiseCases.all(),
                        LayoutCases.all(),
                        ReductionCases.all(),
                        NormCases.all(),
                        PictureCases.all(),
                        ConvolutionCases.all(),
                        GeometryCases.all())
                .flatMap(List::stream)
                .toList();
    }

    static Stream<Arguments> trials() {
        String only = System.getProperty("doppel.parity", "");
        if (!only.isEmpty()) {
            int space = only.lastIndexOf(' ');
            long seed = Long.parseLong(only.substring(space + 1));
            return Stream.of(Arguments.of(only.substring(0, space), seed));
        }
        return cases().stream().flatMap(c -> LongStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(c.name(), seed)));
    }

    private static OpCase named(String name) {
        return cases().stream().filter(c -> c.name().equals(name)).findAny().orElseThrow();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("trials")
    void resultAndGradientsAreLibtorchs(String name, long seed) {
        Parity.check(named(name), seed, f32, DType.F32, 0);
    }

    static Stream<Arguments> storedTrials() {
        return trials().filter(trial -> trial.get()[0] instanceof String name && storedInBf16(name));
    }

    private static boolean storedInBf16(String name) {
        return IN_BF16.contains(name) || name.startsWith("conv2d") || name.startsWith("spread conv2d");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("storedTrials")
    void resultAndGradientsStoredInBf16AreNearLibtorchs(String name, long seed) {
        assumeTrue(Backends.isFast(CPU, Precision.BF16), "this processor does not multiply in bf16");
        Parity.check(named(name), seed, bf16, DType.BF16, BF16_TOLERANCE);
    }

    @Test
    void everyOpHasACase() throws IOException, URISyntaxException, ReflectiveOperationException {
        Set<String> tried = new TreeSet<>();
        for (OpCase c : cases()) tried.add(c.draw(0).op().getClass().getSimpleName());
        Set<String> present = new TreeSet<>();
        for (Class<?> type : opPackage()) {
            boolean concrete = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
            if (concrete && Op.class.isAssignableFrom(type)) present.add(type.getSimpleName());
        }
        assertEquals(present, tried);
    }

    /** All classes of the package of {@link Add}, out of a folder or an archive. */
    private static List<Class<?>> opPackage() throws IOException, URISyntaxException, ReflectiveOperationException {
        Path at = Path.of(
                Add.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(at)) return classes(at.resolve("doppel/tensor/ops"));
        try (FileSystem archive = FileSystems.newFileSystem(at)) {
            return classes(archive.getPath("doppel/tensor/ops"));
        }
    }

    private static List<Class<?>> classes(Path folder) throws IOException, ReflectiveOperationException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.endsWith(".class") || name.equals("package-info.class")) continue;
                String simple = name.substring(0, name.length() - ".class".length());
                classes.add(Class.forName(Add.class.getPackageName() + "." + simple));
            }
        }
        return classes;
    }
}
