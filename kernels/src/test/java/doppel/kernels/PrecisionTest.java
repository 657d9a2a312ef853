package doppel.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    private static final Device CPU = new Device.Cpu();

    @Test
    void aNameIsReadAsItIsWritten() {
        for (Precision precision : Precision.values()) {
            assertEquals(precision, Precision.parse(precision.toString()));
        }
        String refusal = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Precision.parse("fp16"))
                .getMessage());
        assertEquals("precision: wanted fp32, tf32 or bf16, got fp16", refusal);
    }

    @Test
    void aProcessorHasNoTf32AndSaysWhatItHas() {
        assertFalse(Backends.isFast(CPU, Precision.TF32));
        String refusal = String.valueOf(assertThrows(NativeException.class, () -> Backends.open(CPU, Precision.TF32))
                .getMessage());
        assertTrue(refusal.startsWith("precision: a processor has no tf32; use fp32"), refusal);
        assertEquals(Backends.isFast(CPU, Precision.BF16), refusal.endsWith(" or bf16"), refusal);
    }

    @Test
    void aProcessorTrainsInTheUsualPrecisionWhereItIsFast() {
        assertEquals(Precision.FP32, Backends.forTraining(CPU, Precision.FP32));
        Precision usual = Backends.isFast(CPU, Precision.BF16) ? Precision.BF16 : Precision.FP32;
        assertEquals(usual, Backends.forTraining(CPU, Precision.BF16));
    }

    @Test
    void storageIsBf16WhereThatIsAskedFor() {
        try (Kernels reference = Backends.reference();
                Kernels cpu = Backends.open(CPU)) {
            assertEquals(DType.F32, reference.storage());
            assertEquals(DType.F32, cpu.storage());
        }
        if (Backends.isFast(CPU, Precision.BF16)) {
            try (Kernels cpu = Backends.open(CPU, Precision.BF16)) {
                assertEquals(DType.BF16, cpu.storage());
            }
        }
    }
}
