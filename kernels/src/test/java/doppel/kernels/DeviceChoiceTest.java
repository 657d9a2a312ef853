package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import doppel.kernels.DeviceReport.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
    private static final Finding NO_DRIVER =
            new Finding("driver", false, "no NVIDIA driver found (libcuda.so.1)", List.of("/usr/lib"), "install it");

    @Test
    void theDefaultIsACardWhereItCanBeUsed() {
        assertEquals(
                new DeviceChoice(new Device.Cuda(0), "a card and all it needs are here"),
                Backends.choose(null, _ -> Optional.empty()));
    }

    @Test
    void theDefaultIsElseTheProcessorAndSaysWhy() {
        assertEquals(
                new DeviceChoice(new Device.Cpu(), "no cuda: driver: no NVIDIA driver found (libcuda.so.1)"),
                Backends.choose(null, _ -> Optional.of(NO_DRIVER)));
    }

    @Test
    void whatIsAskedForIsGivenOrRefusedButNeverReplaced() {
        assertEquals(
                new DeviceChoice(new Device.Cpu(), "as asked"),
                Backends.choose(new Device.Cpu(), _ -> Optional.of(NO_DRIVER)));
        assertEquals(
                new DeviceChoice(new Device.Cuda(1), "as asked"),
                Backends.choose(new Device.Cuda(1), _ -> Optional.empty()));
        String refusal = String.valueOf(assertThrows(
                        NativeException.class, () -> Backends.choose(new Device.Cuda(1), _ -> Optional.of(NO_DRIVER)))
                .getMessage());
        assertEquals("cuda:1: driver: no NVIDIA driver found (libcuda.so.1); install it, or use --device cpu", refusal);
    }

    @Test
    void aReportNamesAllThatACardNeedsInTheOrderOfNeed() {
        DeviceReport report = Backends.examine(new Device.Cuda(0));
        List<String> subjects = report.findings().stream().map(Finding::subject).toList();
        assertEquals("driver", subjects.getFirst());
        assertTrue(subjects.containsAll(List.of("nvrtc", "cublaslt", "cudnn", "kernels")), subjects.toString());
        assertTrue(report.findings().getLast().fine(), "our own kernels are always here");
        for (Finding finding : report.findings()) {
            assertFalse(finding.text().isBlank(), finding.subject());
            if (!finding.tried().isEmpty()) assertFalse(finding.remedy().isEmpty(), finding.subject());
        }
    }
}
