package doppel.bindings.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import doppel.bindings.lifetime.NativeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64",
        "Linux, aarch64, linux-arm64",
        "Mac OS X, aarch64, macosx-arm64",
        "Mac OS X, x86_64, macosx-x86_64",
        "Windows 11, amd64, windows-x86_64"
    })
    void isNamedAsClassifiersAre(String os, String arch, String classifier) {
        assertEquals(classifier, Platform.of(os, arch).classifier());
    }

    @Test
    void anUnknownOneIsNamedInTheMessage() {
        var e = assertThrows(NativeException.class, () -> Platform.of("SunOS", "sparcv9"));
        assertEquals("platform: no native libraries for SunOS on sparcv9", e.getMessage());
    }
}
