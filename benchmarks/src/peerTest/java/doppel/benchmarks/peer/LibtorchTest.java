package doppel.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class LibtorchTest {
    @Test
    void numbersComeBackInTheOrderOfTheAxes() {
        try (PointerScope _ = new PointerScope()) {
            Tensor x = Libtorch.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Libtorch.toFloats(x.t()));
            assertArrayEquals(
                    new float[] {1, 2},
                    Libtorch.toFloats(torch.round(x.select(0, 0).narrow(0, 0, 2))));
        }
    }

    @Test
    void itSharesOneOpenMpRuntimeWithOneDnn() throws IOException {
        try (Kernels _ = Backends.open(new Device.Cpu());
                Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            List<String> libraries = maps.filter(line -> line.contains("/lib"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
            assertTrue(libraries.stream().anyMatch(path -> path.contains("libtorch_cpu")), libraries::toString);
            assertTrue(libraries.stream().anyMatch(path -> path.contains("libdnnl")), libraries::toString);
            assertEquals(
                    1,
                    libraries.stream().filter(path -> path.contains("libgomp")).count(),
                    libraries::toString);
        }
    }

    @Test
    void parallelWorkHasAsManyThreadsAsOurs() {
        assertEquals(Libtorch.threads(), torch.get_num_threads());
    }
}
