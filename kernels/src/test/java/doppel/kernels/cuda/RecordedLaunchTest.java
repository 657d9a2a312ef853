package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of the emulation can be run again from the record alone. */
class RecordedLaunchTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void record() {
        file = folder.resolve("launches.bin");
        Emulation emulation = Emulation.open();
        var recorder = new LaunchRecorder(file);
        try (var kernels = new EmulatedKernels(false);
                var lab = new Lab(kernels, DType.BF16)) {
            Launcher recording = new Launcher() {
                @Override
                public void launch(LaunchDescriptor kernel, LaunchGeometry geometry, Object... arguments) {
                    recorder.record(
                            kernel, geometry, arguments, () -> emulation.launch(kernel, geometry, false, arguments));
                }

                @Override
                public int multiprocessors() {
                    return 3;
                }
            };
            var elementwise = new LaunchedElementwise(recording);
            for (int size : new int[] {1, 37, 1000}) {
                Buffer x = lab.normal(size);
                elementwise.activate(x, Activation.leakyRelu(0.1), lab.target(size));
                elementwise.affine(x, 2, 1, x);
            }
            var blocks = new LaunchedBlocks(recording, kernels.memory());
            Buffer y = lab.target(2, 6, 10, 8);
            blocks.forward(
                    lab.normal(2, 3, 5, 32),
                    lab.uniform(DType.F32, -1, 1, 32),
                    null,
                    Activation.leakyRelu(0.2),
                    y,
                    new LaunchedBlocks.Place(8, 0, -1));
        }
    }

    private List<RecordedLaunch> read() throws IOException {
        List<RecordedLaunch> all = new ArrayList<>();
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            while (true) all.add(RecordedLaunch.read(in));
        } catch (EOFException e) {
            return all;
        }
    }

    private static List<byte[]> run(RecordedLaunch launch) {
        try (Arena arena = Arena.ofConfined()) {
            List<Buffer> buffers = new ArrayList<>();
            for (RecordedLaunch.Region region : launch.regions()) {
                MemorySegment memory = arena.allocate(region.before().length, 64);
                memory.copyFrom(MemorySegment.ofArray(region.before()));
                buffers.add(new Buffer(new Shape(region.before().length), DType.U8, memory));
            }
            LaunchDescriptor kernel = LaunchDescriptors.get(launch.kernel());
            Emulation.open().launch(kernel, launch.geometry(), true, launch.unpacked(buffers));
            return buffers.stream().map(b -> b.segment().toArray(JAVA_BYTE)).toList();
        }
    }

    @Test
    void aRecordRunsAgainToTheSameBits() throws IOException {
        List<RecordedLaunch> launches = read();
        assertEquals(
                List.of(
                        "activate_bf16",
                        "affine_bf16",
                        "activate_bf16",
                        "affine_bf16",
                        "activate_bf16",
                        "affine_bf16",
                        "blocks_act_bf16"),
                launches.stream().map(RecordedLaunch::kernel).toList());
        for (RecordedLaunch launch : launches) {
            List<byte[]> got = run(launch);
            assertEquals(Optional.empty(), launch.difference(got));
            for (int i = 0; i < got.size(); i++)
                assertArrayEquals(launch.regions().get(i).after(), got.get(i));
        }
    }

    @Test
    void whatDiffersIsNamed() throws IOException {
        RecordedLaunch launch = read().get(2);
        List<byte[]> got = run(launch);
        int written = launch.regions().size() - 1;
        for (int i = 0; i < got.size(); i++) {
            if (!java.util.Arrays.equals(launch.regions().get(i).before(), got.get(i))) written = i;
        }
        got.get(written)[11] ^= 0x40; // the exponent of element 5
        String difference = launch.difference(got).orElse("");
        assertTrue(difference.startsWith("activate_bf16: argument memory " + written), difference);
        assertTrue(difference.contains("element 5 of 37"), difference);
    }
}
