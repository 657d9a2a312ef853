package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnyDeviceTest {
    private static final Device CPU = new Device.Cpu();

    @Test
    void aProgramTakesTheStepsThatTheLoopTakes() {
        double last = 0;
        try (Kernels kernels = Backends.open(CPU);
                var training = new EightFaces(kernels, 1)) {
            for (int i = 0; i < 6; i++) last = training.step();
        }
        assertEquals(last, AnyDevice.train(CPU, 6, new PrintStream(OutputStream.nullOutputStream())));
    }

    @Test
    void withoutTheCardItGoesOnAndSaysSo() {
        var bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertEquals(CPU, AnyDevice.choose(new Device.Cuda(9999), out));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("NOT ON cuda:9999: cuda:9999"), text);
        assertTrue(text.contains("computing on the cpu instead"), text);
        bytes.reset();
        assertEquals(CPU, AnyDevice.choose(CPU, out));
        assertEquals(0, bytes.size());
    }
}
