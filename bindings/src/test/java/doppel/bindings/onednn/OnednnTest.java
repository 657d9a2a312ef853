package doppel.bindings.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class OnednnTest {
    @Test
    void theReportSaysWhatWasFound() {
        Onednn.Report report = Onednn.load();
        assertTrue(Files.isRegularFile(report.file()), report.toString());
        assertTrue(report.version().startsWith("3."), report.toString());
        assertFalse(report.origin().isBlank());
        assertTrue(report.instructions().matches("(avx|sse).*"), report.toString());
        assertTrue(report.threads().orElseThrow() >= 1, report.toString());
    }

    @Test
    void bf16NeedsAvx512Bf16() {
        Onednn.Report report = Onednn.load();
        assertEquals(report.instructions().matches("avx512_core_(bf16|fp16|amx)"), report.bf16());
    }
}
