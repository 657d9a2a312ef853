package doppel.kernels.cuda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import doppel.bindings.cuda.CudaDevice;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.testing.FakeCuda;
import doppel.kernels.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the back-end on the driver without a card; images of kernels are a word. */
abstract class FakeCardTests {
    @TempDir
    Path folder;

    FakeCuda driver;
    final List<String> compiled = new ArrayList<>();

    @AfterEach // for other tests of this process
    @BeforeEach
    void install() {
        System.clearProperty(CudaKernels.CONV_PROPERTY);
        driver = FakeCuda.install();
        assumeTrue(
                NativeLibrary.CUDA.load().file().equals(driver.file()),
                "another test has opened a real driver: calls of it were not checked");
    }

    CudaKernels open() {
        return new CudaKernels(
                new CudaSession(CudaDevice.of(0)),
                "a card that is not there",
                Precision.FP32,
                new DiskCache(folder),
                "fake",
                this::image);
    }

    byte[] image(KernelSource source) {
        compiled.add(source.name());
        return "cubin".getBytes(US_ASCII);
    }

    /** The calls after a record that was taken before. */
    String since(String before) {
        return driver.record().substring(before.length());
    }
}
