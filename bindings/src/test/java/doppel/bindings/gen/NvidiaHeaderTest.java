package doppel.bindings.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.gen.cublas.cublasLtMatmulAlgo_t;
import doppel.bindings.gen.cublas.cublasLtMatmulHeuristicResult_t;
import doppel.bindings.gen.cublas.cublas_h;
import doppel.bindings.gen.cublas.cublaslt_h;
import doppel.bindings.gen.cuda.CUgraphExecUpdateResultInfo_st;
import doppel.bindings.gen.cuda.CUlaunchConfig_st;
import doppel.bindings.gen.cuda.CUuuid_st;
import doppel.bindings.gen.cuda.cuda_h;
import doppel.bindings.gen.cudnn.cudnn_h;
import doppel.bindings.gen.nvrtc.nvrtc_h;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.testing.Gcc;
import doppel.bindings.testing.Wheels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NVIDIA's headers and libraries against what jextract made of the headers. */
class NvidiaHeaderTest {
    @TempDir
    Path folder;

    @Test
    void constantsAndLayoutsAreThoseOfTheCCompiler() throws Exception {
        Gcc.assumeThere("generated constants and layouts were not checked");
        String cuda = "-I" + Wheels.headers();
        String cccl = "-I" + Wheels.headers().resolve("cccl");
        var driver = new HeaderCheck(
                cuda_h.class,
                "CU_|CUDA_",
                Map.of(
                        "struct CUlaunchConfig_st", CUlaunchConfig_st.layout(),
                        "struct CUuuid_st", CUuuid_st.layout(),
                        "struct CUgraphExecUpdateResultInfo_st", CUgraphExecUpdateResultInfo_st.layout()));
        int numbers = driver.run(folder, "cuda.h", cuda, "-D__CUDA_API_VERSION_INTERNAL");
        numbers += new HeaderCheck(nvrtc_h.class, "NVRTC_", Map.of()).run(folder, "nvrtc.h", cuda);
        numbers += new HeaderCheck(cublas_h.class, "CU", Map.of()).run(folder, "cublas_v2.h", cuda, cccl);
        var lt = new HeaderCheck(
                cublaslt_h.class,
                "CU",
                Map.of(
                        "cublasLtMatmulAlgo_t", cublasLtMatmulAlgo_t.layout(),
                        "cublasLtMatmulHeuristicResult_t", cublasLtMatmulHeuristicResult_t.layout()));
        numbers += lt.run(folder, "cublasLt.h", cuda, cccl);
        Path cudnn = Wheels.cudnnHeaders();
        numbers += new HeaderCheck(cudnn_h.class, "CUDNN_", Map.of()).run(folder, "cudnn.h", "-I" + cudnn, cuda);
        assertTrue(numbers > 600, "only " + numbers + " numbers found");
    }

    @Test
    void everyFunctionIsInTheRealLibraries() {
        Wheels.assumeThere();
        assertAllThere(nvrtc_h.class, NativeLibrary.NVRTC);
        assertAllThere(cublaslt_h.class, NativeLibrary.CUBLASLT);
        assertAllThere(cublas_h.class, NativeLibrary.CUBLAS);
        assertAllThere(cudnn_h.class, NativeLibrary.CUDNN);
    }

    private static void assertAllThere(Class<?> header, NativeLibrary library) {
        var missing = new TreeSet<>(HeaderCheck.functions(header));
        assertTrue(missing.size() > 9, header + " calls only " + missing);
        missing.removeIf(name -> library.symbols().find(name).isPresent());
        assertEquals(List.of(), List.copyOf(missing), library.name());
    }
}
