package doppel.bindings.gen;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.testing.Gcc;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What jextract wrote against what the C compiler says of the same headers.
 *
 * @param header generated class
 * @param prefixes of constants, as a regular expression
 * @param structs layouts by C type
 */
public record HeaderCheck(Class<?> header, String prefixes, Map<String, GroupLayout> structs) {
    /** Names of the functions that a generated class calls. */
    public static Set<String> functions(Class<?> header) {
        return Arrays.stream(header.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> name.endsWith("$handle"))
                .map(name -> name.substring(0, name.length() - "$handle".length()))
                .collect(toSet());
    }

    /**
     * Compares every constant, size and offset.
     *
     * @param folder for the program that is compiled
     * @param file such as {@code cuda.h}
     * @param options of gcc
     * @return how many numbers were compared
     */
    public int run(Path folder, String file, String... options) throws Exception {
        Map<String, Long> ours = constants();
        structs.forEach((name, layout) -> addLayout(name, layout, ours));
        assertEquals(ours, saidByGcc(folder, file, List.copyOf(ours.keySet()), options));
        return ours.size();
    }

    /** Constants are the static methods without arguments that bear a C name and call nothing. */
    private Map<String, Long> constants() throws ReflectiveOperationException {
        Set<String> functions = functions(header);
        Map<String, Long> values = new TreeMap<>();
        for (Method method : header.getDeclaredMethods()) {
            String name = method.getName();
            boolean number = method.getReturnType() == int.class && method.getParameterCount() == 0;
            if (number && !functions.contains(name) && name.matches("(" + prefixes + ")[A-Za-z0-9_]*")) {
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

    private static Map<String, Long> saidByGcc(Path folder, String file, List<String> expressions, String... options)
            throws IOException, InterruptedException {
        var source = new StringBuilder(
                "#include <stddef.h>\n#include <stdio.h>\n#include <" + file + ">\nint main(void) {\n");
        for (String expression : expressions) {
            source.append("  printf(\"%s\\t%lld\\n\", \"").append(expression).append("\", (long long)(int)(");
            source.append(expression).append("));\n");
        }
        Files.writeString(folder.resolve("say.c"), source + "  return 0;\n}\n");
        List<String> command = new ArrayList<>(List.of("gcc", "-w", "-o", "say", "say.c"));
        command.addAll(List.of(options));
        Gcc.run(folder, command.toArray(String[]::new));
        Map<String, Long> values = new TreeMap<>();
        for (String line : Gcc.run(folder, "./say").lines().toList()) {
            String[] parts = line.split("\t", 2);
            values.put(parts[0], Long.valueOf(parts[1]));
        }
        assertTrue(values.size() == expressions.size(), "gcc said " + values.size() + " numbers");
        return values;
    }
}
