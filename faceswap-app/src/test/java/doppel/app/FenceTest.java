package doppel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On the class path nothing keeps packages apart, so this test does. */
class FenceTest {
    private static final Path CLASSES = Path.of("target", "classes");

    /** Who may name whom: a prefix of class names, and the only package of the app that may use it; empty for none. */
    private record Fence(String prefix, String onlyFrom) {}

    private static final List<Fence> FENCES = List.of(
            new Fence("doppel/bindings/", ""),
            new Fence("doppel/kernels/cpu/", ""),
            new Fence("doppel/kernels/reference/", ""),
            new Fence("doppel/kernels/host/", ""),
            new Fence("org/bytedeco/opencv/", "doppel/app/image/"),
            new Fence("org/bytedeco/ffmpeg/", "doppel/app/media/"),
            new Fence("org/bytedeco/javacv/", "doppel/app/media/"),
            new Fence("picocli/", "doppel/app/cli/"));

    @Test
    void packagesUseOnlyWhatTheyMay() throws IOException {
        List<String> offences = new ArrayList<>();
        int classes = 0;
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                classes++;
                for (PoolEntry entry : model.constantPool()) {
                    if (entry instanceof ClassEntry used) {
                        check(model.thisClass().asInternalName(), used.asInternalName(), offences);
                    }
                }
            }
        }
        assertEquals(List.of(), offences);
        assertTrue(classes > 100, "only " + classes + " classes were looked at");
    }

    private static void check(String user, String used, List<String> offences) {
        for (Fence fence : FENCES) {
            if (!used.startsWith(fence.prefix) || used.startsWith("doppel/bindings/lifetime/")) continue;
            if (fence.onlyFrom.isEmpty() || !user.startsWith(fence.onlyFrom)) offences.add(user + " uses " + used);
        }
    }
}
