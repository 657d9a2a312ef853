package doppel.bindings.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class NvidiaSearchTest {
    @TempDir
    Path folder;

    @Test
    void aFolderOfTheUsersComesBeforeAToolkitAndAToolkitBeforePython() throws IOException {
        Path own = file("own/libnvrtc.so.13");
        Path toolkit = file("toolkit/lib64/libnvrtc.so.13");
        Path environment = file("venv/lib/python3.11/site-packages/nvidia/cu13/lib/libnvrtc.so.13");
        String venv = folder.resolve("venv").toString();
        assertEquals(environment, found(NvidiaLibrary.NVRTC, 13, Map.of("VIRTUAL_ENV", venv)));
        String cuda = folder.resolve("toolkit").toString();
        assertEquals(toolkit, found(NvidiaLibrary.NVRTC, 13, Map.of("VIRTUAL_ENV", venv, "CUDA_HOME", cuda)));
        String list = folder.resolve("empty") + ":" + folder.resolve("own");
        assertEquals(
                own,
                found(NvidiaLibrary.NVRTC, 13, Map.of("VIRTUAL_ENV", venv, "CUDA_HOME", cuda, "DOPPEL_CUDA", list)));
    }

    @Test
    void wheelsOfBothMajorsAreFoundWhereTheyUnpack() throws IOException {
        for (String name : List.of(
                "cu13/lib/libnvrtc.so.13",
                "cu13/lib/libcublasLt.so.13",
                "cuda_nvrtc/lib/libnvrtc.so.12",
                "cublas/lib/libcublasLt.so.12",
                "cudnn/lib/libcudnn.so.9")) {
            file("nvidia/" + name);
        }
        for (String tree : List.of(folder.toString(), folder.resolve("nvidia").toString())) {
            Map<String, String> named = Map.of("DOPPEL_CUDA", tree);
            assertTrue(found(NvidiaLibrary.NVRTC, 13, named).endsWith("cu13/lib/libnvrtc.so.13"));
            assertTrue(found(NvidiaLibrary.CUBLASLT, 13, named).endsWith("cu13/lib/libcublasLt.so.13"));
            assertTrue(found(NvidiaLibrary.NVRTC, 12, named).endsWith("cuda_nvrtc/lib/libnvrtc.so.12"));
            assertTrue(found(NvidiaLibrary.CUBLASLT, 12, named).endsWith("cublas/lib/libcublasLt.so.12"));
            assertTrue(found(NvidiaLibrary.CUDNN, 12, named).endsWith("cudnn/lib/libcudnn.so.9"));
        }
    }

    @Test
    void aPythonIsNamedByItsFolderOrThatOfItsPackagesInEitherVariable() throws IOException {
        Path file = file("venv/lib/python3.11/site-packages/nvidia/cudnn/lib/libcudnn.so.9");
        Path venv = folder.resolve("venv");
        Path packages = venv.resolve("lib/python3.11/site-packages");
        for (String variable : List.of("DOPPEL_CUDA", "VIRTUAL_ENV", "CONDA_PREFIX")) {
            for (Path named : List.of(venv, packages, packages.resolve("nvidia"))) {
                assertEquals(file, found(NvidiaLibrary.CUDNN, 13, Map.of(variable, named.toString())));
            }
        }
    }

    @Test
    void aLibraryIsKnownByOurName() {
        assertEquals(NvidiaLibrary.CUBLASLT, NvidiaLibrary.of(NativeLibrary.CUBLASLT.name()));
        assertThrows(IllegalArgumentException.class, () -> NvidiaLibrary.of(NativeLibrary.ONEDNN.name()));
    }

    @Test
    void whatPythonKnowsIsAskedForOnlyAfterAllThatIsNamed() throws IOException {
        Path wheel = file("nvidia/cudnn/lib/libcudnn.so.9");
        var search = new NvidiaSearch(
                NvidiaLibrary.CUDNN,
                13,
                _ -> null,
                _ -> null,
                () -> List.of(folder.resolve("nvidia")),
                List.of(),
                _ -> false);
        NvidiaSearch.Result result = search.find();
        assertEquals(new LibrarySearch.Found(wheel, "python3"), result.found());
        assertTrue(result.tried().contains("environment variable CUDNN_PATH (not set)"), result.toString());
        assertTrue(result.tried().contains("environment variable CONDA_PREFIX (not set)"), result.toString());
    }

    @Test
    void theDriverIsTheSystemsBeforeAnyFolder() {
        var search = new NvidiaSearch(
                NvidiaLibrary.DRIVER,
                13,
                _ -> null,
                _ -> null,
                List::of,
                List.of(folder),
                name -> name.equals("libcuda.so.1"));
        assertEquals(
                new LibrarySearch.Found(Path.of("libcuda.so.1"), "system's own search"),
                search.find().found());
    }

    @Test
    void aNamedFileOfAnotherMajorIsPassedOver() throws IOException {
        Path file = file("libnvrtc.so.12");
        assertEquals(file, found(NvidiaLibrary.NVRTC, 12, Map.of("DOPPEL_NVRTC", file.toString())));
        assertNull(search(NvidiaLibrary.NVRTC, 13, Map.of("DOPPEL_NVRTC", file.toString()))
                .find()
                .found());
    }

    @Test
    void aNamedPlaceWithoutTheLibraryIsAnError() {
        String text = refusal(search(NvidiaLibrary.CUDNN, 13, Map.of("DOPPEL_CUDNN", "/nowhere"))::find);
        assertEquals(
                "cudnn: environment variable DOPPEL_CUDNN names /nowhere, but there is no file /nowhere nor"
                        + " /nowhere/libcudnn.so.9; correct it or unset it",
                text);
    }

    @Test
    void messagesNameTheFileThePlacesAndTheRemedy() {
        List<String> tried = List.of("a", "b");
        assertEquals(
                "cuda driver: no NVIDIA driver found (libcuda.so.1), tried a, b; install NVIDIA's driver, or use"
                        + " --device cpu",
                NvidiaSearch.missing(NvidiaLibrary.DRIVER, 13, 0, tried).getMessage());
        assertEquals(
                "cudnn: no libcudnn.so.9 found, tried a, b; the Python wheel nvidia-cudnn-cu13 or NVIDIA's archive both"
                        + " do; name the folder in DOPPEL_CUDA or DOPPEL_CUDNN, or use --device cpu",
                NvidiaSearch.missing(NvidiaLibrary.CUDNN, 13, 0, tried).getMessage());
    }

    @Test
    void anOldDriverIsNamedWhereItKeepsNewLibrariesOut() {
        assertEquals(
                "no libnvrtc.so.12 found (libraries of CUDA 13 need a driver of 580 or newer, this one is older)",
                NvidiaSearch.missing(NvidiaLibrary.NVRTC, 12, 12_080, List.of()).what());
    }

    @Test
    void theMajorIsTheNewestThatTheDriverServesAndThatIsHere() {
        var both = List.of(12, 13);
        assertEquals(13, NvidiaLibraries.choose(13000, major -> nvrtc(both.contains(major))));
        assertEquals(12, NvidiaLibraries.choose(12080, major -> nvrtc(both.contains(major))));
        assertEquals(12, NvidiaLibraries.choose(13000, major -> nvrtc(major == 12)));
        assertEquals(13, NvidiaLibraries.choose(0, major -> nvrtc(major == 13)));
        assertEquals(13, NvidiaLibraries.choose(13000, _ -> nvrtc(false)), "then 13 is what is missing");
        assertEquals(12, NvidiaLibraries.choose(11080, _ -> nvrtc(true)), "the driver's own check says more");
    }

    @Test
    void whatThisProcessHasMappedIsKnownByName() {
        assertTrue(NvidiaLibraries.mapped("libjvm.so").getFirst().endsWith("libjvm.so"));
    }

    private static NvidiaSearch.Result nvrtc(boolean there) {
        return new NvidiaSearch.Result(there ? new LibrarySearch.Found(Path.of("/x"), "x") : null, List.of());
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.createFile(file);
    }

    private static Path found(NvidiaLibrary library, int major, Map<String, String> variables) {
        LibrarySearch.Found found = search(library, major, variables).find().found();
        assertNotNull(found);
        return found.file();
    }

    private static NvidiaSearch search(NvidiaLibrary library, int major, Map<String, String> variables) {
        return new NvidiaSearch(library, major, _ -> null, variables::get, List::of, List.of(), _ -> false);
    }

    private static String refusal(Executable search) {
        return String.valueOf(assertThrows(NativeException.class, search).getMessage());
    }
}
