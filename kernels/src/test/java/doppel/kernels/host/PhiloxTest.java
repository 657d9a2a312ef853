package doppel.kernels.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {
    /** The known answers of philox4x32-10 in Random123's kat_vectors. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void blocksAreThoseOfRandom123(String counterAndKey, String answer) {
        int[] in = words(counterAndKey);
        int[] out = new int[4];
        Philox.block(in[0], in[1], in[2], in[3], in[4], in[5], out);
        assertArrayEquals(words(answer), out);
    }

    @Test
    void counterHoldsBlockThenStreamAndKeyIsSplitLowFirst() {
        int[] expected = words("d16cfe09 94fdcceb 5001e420 24126ea1");
        int[] out = new int[4];
        Philox.block(0x299f31d0_a4093822L, 0x03707344_13198a2eL, 0x85a308d3_243f6a88L, out);
        assertArrayEquals(expected, out);
    }

    @Test
    void uniformsLieInTheHalfOpenUnitInterval() {
        assertEquals(0, Philox.uniform(0));
        assertEquals(0.5f, Philox.uniform(0x8000_0000));
        assertEquals(1 - 0x1p-24f, Philox.uniform(-1));
    }

    @Test
    void normalsAreOnTheCircleOfTheirRadius() {
        double[] z = new double[2];
        Philox.normals(0x8000_0000, 0x4000_0000, z, 0); // u = 1/2, v = 1/4
        assertEquals(0, z[0], 1e-15);
        assertEquals(Math.sqrt(2 * Math.log(2)), z[1], 1e-15);
        Philox.normals(-1, 0, z, 0);
        assertEquals(Math.sqrt(48 * Math.log(2)), z[0], 1e-12);
    }

    private static int[] words(String hex) {
        return java.util.Arrays.stream(hex.trim().split(" "))
                .mapToInt(w -> Integer.parseUnsignedInt(w, 16))
                .toArray();
    }
}
