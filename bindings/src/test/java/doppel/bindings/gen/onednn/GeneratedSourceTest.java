package doppel.bindings.gen.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.onednn.Onednn;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class GeneratedSourceTest {
    @Test
    void symbolsComeFromOurOwnLookup() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/generated/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertTrue(sources.size() >= 4, sources::toString);
            for (Path source : sources) {
                assertFalse(Files.readString(source).contains("loaderLookup"), source.toString());
            }
        }
    }

    @Test
    void generatedClassesAreUsedByTheirOwnLayerAlone() throws Exception {
        Path classes = Path.of(
                Onednn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> trespassers = new ArrayList<>();
        int users = 0;
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString();
                if (name.startsWith("doppel/bindings/gen/")) continue;
                for (String library : generatedUsedBy(ClassFile.of().parse(file))) {
                    users++;
                    if (!name.startsWith("doppel/bindings/" + library + "/")) trespassers.add(name + ": " + library);
                }
            }
        }
        assertEquals(List.of(), trespassers);
        assertTrue(users > 0, "the walk has found nothing at all");
    }

    /** Libraries whose generated package is named anywhere in the class file. */
    private static List<String> generatedUsedBy(ClassModel model) {
        String prefix = "doppel/bindings/gen/";
        return StreamSupport.<PoolEntry>stream(model.constantPool().spliterator(), false)
                .filter(Utf8Entry.class::isInstance)
                .map(entry -> ((Utf8Entry) entry).stringValue())
                .filter(text -> text.contains(prefix))
                .map(text -> text.substring(text.indexOf(prefix) + prefix.length()))
                .map(text -> text.substring(0, text.indexOf('/')))
                .distinct()
                .toList();
    }
}
