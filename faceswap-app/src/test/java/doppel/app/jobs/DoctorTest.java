package doppel.app.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import doppel.kernels.Device;
import doppel.kernels.DeviceReport;
import doppel.kernels.DeviceReport.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final Finding DRIVER =
            new Finding("driver", true, "for CUDA 13.0, /usr/lib/libcuda.so.1", List.of(), "");

    @Test
    void whatIsMissingIsNamedWithWhereItWasLookedForAndTheRemedy() {
        Finding cudnn = new Finding(
                "cudnn", false, "no libcudnn.so.9 found", List.of("CUDA_PATH (not set)", "/usr/lib"), "install it");
        assertEquals(
                List.of(
                        "  ok   device cuda:1, driver: for CUDA 13.0, /usr/lib/libcuda.so.1",
                        "  --   device cuda:1, cudnn: no libcudnn.so.9 found",
                        "       tried CUDA_PATH (not set), /usr/lib",
                        "       install it",
                        "  --   device cuda:1: cannot be used, so --device cpu is the default"),
                Doctor.cuda(new DeviceReport(new Device.Cuda(1), List.of(DRIVER, cudnn))));
    }

    @Test
    void aCardThatCanBeUsedIsSaidToBe() {
        assertEquals(
                "  ok   device cuda:0: can be used",
                Doctor.cuda(new DeviceReport(new Device.Cuda(0), List.of(DRIVER)))
                        .getLast());
    }
}
