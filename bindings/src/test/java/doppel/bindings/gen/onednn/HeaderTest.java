package doppel.bindings.gen.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.gen.HeaderCheck;
import doppel.bindings.testing.Gcc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderTest {
    private static final String INCLUDE = "org/bytedeco/dnnl/linux-x86_64/include";

    @TempDir
    Path folder;

    @Test
    void constantsAndLayoutsAreThoseOfTheCCompiler() throws Exception {
        Gcc.assumeThere("generated constants and layouts were not checked");
        var check = new HeaderCheck(
                onednn_h.class,
                "dnnl_|DNNL_",
                Map.of("dnnl_exec_arg_t", dnnl_exec_arg_t.layout(), "dnnl_version_t", dnnl_version_t.layout()));
        unpackHeaders();
        int numbers = check.run(folder, "dnnl.h", "-Iinclude");
        assertTrue(numbers > 250, "only " + numbers + " numbers found");
    }

    private void unpackHeaders() throws IOException {
        URI header = URI.create(
                Objects.requireNonNull(HeaderTest.class.getClassLoader().getResource(INCLUDE + "/dnnl.h"))
                        .toString());
        try (FileSystem jar =
                        FileSystems.newFileSystem(URI.create(header.toString().replaceFirst("!.*", "!/")), Map.of());
                Stream<Path> files = Files.walk(jar.getPath(INCLUDE))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve("include")
                        .resolve(jar.getPath(INCLUDE).relativize(file).toString());
                Files.createDirectories(target.resolveSibling("."));
                Files.copy(file, target);
            }
        }
    }
}
