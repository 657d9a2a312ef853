package doppel.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PtxEntryTest {
    @Test
    void entriesAreReadWithOffsetsOfC() {
        String ptx = """
                .version 9.0
                .target sm_80
                .visible .entry first(
                \t.param .u64 .ptr .align 1 first_param_0,
                \t.param .u32 first_param_1,
                \t.param .align 8 .b8 first_param_2[64],
                \t.param .f32 first_param_3,
                \t.param .align 4 .b8 first_param_4[12],
                \t.param .f64 first_param_5
                )
                .maxntid 32, 8, 1
                {
                \tret;
                }
                .visible .entry second()
                {
                }
                """;
        List<PtxEntry> entries = PtxEntry.parse(ptx);
        assertEquals(
                List.of("first", "second"), entries.stream().map(PtxEntry::name).toList());
        assertEquals(
                List.of(
                        new PtxEntry.Parameter(0, 8),
                        new PtxEntry.Parameter(8, 4),
                        new PtxEntry.Parameter(16, 64),
                        new PtxEntry.Parameter(80, 4),
                        new PtxEntry.Parameter(84, 12),
                        new PtxEntry.Parameter(96, 8)),
                entries.getFirst().parameters());
        assertEquals(256, entries.getFirst().threads());
        assertEquals(0, entries.getLast().threads());
    }
}
