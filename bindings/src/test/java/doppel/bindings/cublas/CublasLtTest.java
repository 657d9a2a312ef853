package doppel.bindings.cublas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.testing.Wheels;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What works without a card: all but the handle, the choice of algorithms and the products. */
class CublasLtTest {
    @BeforeEach
    void need() {
        Wheels.assumeThere();
    }

    @Test
    void theLibraryNamesItsVersion() {
        assertTrue(CublasLt.load().versionText().startsWith("13."));
    }

    @Test
    void layoutsHoldWhatTheyWereGiven() {
        try (Arena owner = Arena.ofConfined()) {
            MatrixLayout layout = new MatrixLayout(owner, MatrixType.BF16, 256, 32_768);
            assertEquals(256, layout.rows());
            assertEquals(32_768, layout.columns());
            assertEquals("BF16 4 x 5, 6 of them", new MatrixLayout(owner, MatrixType.BF16, 4, 5, 6).toString());
            assertThrows(IllegalArgumentException.class, () -> new MatrixLayout(owner, MatrixType.F32, 0, 5));
        }
    }

    @Test
    void productsTakeWhatIsFused() {
        try (Arena owner = Arena.ofConfined()) {
            for (ComputeType compute : ComputeType.values()) {
                ProductDescriptor product = new ProductDescriptor(owner, compute, true, false);
                assertEquals(1, product.epilogue(), "nothing");
                product.addBias(0x700000000000L, MatrixType.F32);
                assertEquals(4, product.epilogue(), "bias");
                product.sumRowsOfA(0x700000000000L, MatrixType.F32);
                assertEquals(256, product.epilogue(), "gradient of the bias");
            }
        }
    }

    @Test
    void refusalsCarryTheLibrarysOwnName() {
        try (Arena owner = Arena.ofConfined()) {
            ProductDescriptor product = new ProductDescriptor(owner, ComputeType.F32, false, false);
            CublasException failure =
                    assertThrows(CublasException.class, () -> LtCalls.setDescriptor(product.handle(), 9999, 1));
            assertEquals(7, failure.code());
            String text = String.valueOf(failure.getMessage());
            assertTrue(text.contains("CUBLAS_STATUS_INVALID_VALUE, 7"), text);
        }
    }
}
