package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.DeviceProperties;
import doppel.bindings.testing.FakeCuda;
import doppel.bindings.testing.Wheels;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The choice of plans, by the real library for a card that is described and not there. */
class ConvPlansTest {
    @TempDir
    Path folder;

    /** Engines that compile while running ask for a driver, which is there before cuDNN is. */
    @BeforeEach
    void need() {
        Wheels.assumeThere();
        FakeCuda.install().cards(0);
    }

    private static ConvSite site(ConvSite.Pass pass, CudnnType type) {
        Conv2dOptions options = Conv2dOptions.same(5).withStride(2);
        var x = new Shape(8, 64, 64, 64);
        var w = new Shape(128, 5, 5, 64);
        return new ConvSite(pass, type, x, w, options.outputShape(x, w), options);
    }

    @ParameterizedTest
    @EnumSource
    void everyPassHasAPlanInBothTypesWithinTheWorkspace(ConvSite.Pass pass) {
        for (CudnnType type : new CudnnType[] {CudnnType.F32, CudnnType.BF16}) {
            try (Arena owner = Arena.ofConfined()) {
                var plans = new ConvPlans(owner, DeviceProperties.H200, "H200", new DiskCache(folder));
                ConvPlans.Planned planned = plans.find(site(pass, type)).orElseThrow();
                assertTrue(planned.plan().workspaceBytes() <= ConvPlans.MOST_WORKSPACE_BYTES, planned.toString());
            }
        }
    }

    @Test
    void aPlanIsReadBackByTheNextProcess() throws IOException {
        ConvSite site = site(ConvSite.Pass.FORWARD, CudnnType.BF16);
        String json;
        try (Arena owner = Arena.ofConfined()) {
            var plans = new ConvPlans(owner, DeviceProperties.H200, "H200", new DiskCache(folder));
            json = plans.find(site).orElseThrow().plan().toJson();
        }
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        try (Arena owner = Arena.ofConfined()) {
            var plans = new ConvPlans(owner, DeviceProperties.H200, "H200", new DiskCache(folder));
            assertEquals(json, plans.find(site).orElseThrow().plan().toJson());
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupsOfThreeDilatedChannelsHaveAPlanToo(ConvSite.Pass pass) {
        Conv2dOptions odd = Conv2dOptions.DEFAULT.withGroups(3).withDilation(2);
        var x = new Shape(1, 8, 8, 9);
        var w = new Shape(3, 3, 3, 3);
        for (CudnnType type : new CudnnType[] {CudnnType.F32, CudnnType.BF16}) {
            try (Arena owner = Arena.ofConfined()) {
                var plans = new ConvPlans(owner, DeviceProperties.H200, "H200", new DiskCache(folder));
                var site = new ConvSite(pass, type, x, w, odd.outputShape(x, w), odd);
                assertTrue(plans.find(site).isPresent(), site.toString());
            }
        }
    }
}
