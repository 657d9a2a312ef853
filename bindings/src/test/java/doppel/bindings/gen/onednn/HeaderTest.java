package doppel.bindings.gen.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jextract wrote against what the C compiler says of the same headers. */
class HeaderTest {
    private static final String INCLUDE = "org/bytedeco/dnnl/linux-x86_64/include";
    private static final List<GroupLayout> STRUCTS = List.of(dnnl_exec_arg_t.layout(), dnnl_version_t.layout());
    private static final List<String> STRUCT_NAMES = List.of("dnnl_exec_arg_t", "dnnl_version_t");

    @TempDir
    Path folder;

    @Test
    void constantsAndLayoutsAreThoseOfTheCCompiler() throws Exception {
        assumeTrue(hasGcc(), "gcc is not installed: generated constants and layouts were not checked");
        Map<String, Long> ours = constants();
        for (int i = 0; i < STRUCTS.size(); i++) addLayout(STRUCT_NAMES.get(i), STRUCTS.get(i), ours);
        assertTrue(ours.size() > 250, "only " + ours.size() + " numbers found");
        assertEquals(ours, saidByGcc(ours.keySet().stream().toList()));
    }

    /** Constants are the static methods without arguments that bear a C name and call nothing. */
    private static Map<String, Long> constants() throws ReflectiveOperationException {
        Map<String, Long> values = new TreeMap<>();
        for (Method method : onednn_h.class.getDeclaredMethods()) {
            String name = method.getName();
            boolean function = Arrays.stream(onednn_h.class.getDeclaredMethods())
                    .anyMatch(other -> other.getName().equals(name + "$handle"));
            boolean number = method.getReturnType() == int.class && method.getParameterCount() == 0;
            if (number && !function && name.matches("(?i)dnnl_[a-z0-9_]*")) {
                values.put(name, (long) (int) method.invoke(null));
            }
        }
        return values;
    }

    private static void addLayout(String struct, GroupLayout layout, Map<String, Long> values) {
        values.put("sizeof(" + struct + ")", layout.byteSize());
        for (MemoryLayout member : layout.memberLayouts()) {
            if (member.name().isEmpty()) continue; // padding
            String field = member.name().get();
            PathElement path = PathElement.groupElement(field);
            values.put("offsetof(" + struct + ", " + field + ")", layout.byteOffset(path));
            values.put("sizeof(((" + struct + " *)0)->" + field + ")", member.byteSize());
        }
    }

    private Map<String, Long> saidByGcc(List<String> expressions) throws Exception {
        unpackHeaders();
        StringBuilder source =
                new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n#include <dnnl.h>\nint main(void) {\n");
        for (String expression : expressions) {
            source.append("  printf(\"%s\\t%lld\\n\", \"").append(expression).append("\", (long long)(int)(");
            source.append(expression).append("));\n");
        }
        Files.writeString(folder.resolve("say.c"), source + "  return 0;\n}\n");
        run("gcc", "-I", folder.resolve("include").toString(), "-o", "say", "say.c");
        Map<String, Long> values = new TreeMap<>();
        for (String line : run("./say").lines().toList()) {
            String[] parts = line.split("\t", 2);
            values.put(parts[0], Long.valueOf(parts[1]));
        }
        return values;
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

    private static boolean hasGcc() {
        try {
            return new ProcessBuilder("gcc", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> String.join(" ", command));
        String text = Files.readString(out);
        assertEquals(0, process.exitValue(), text);
        return text;
    }
}
