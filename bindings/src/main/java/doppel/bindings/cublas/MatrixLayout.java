package doppel.bindings.cublas;

import doppel.bindings.gen.cublas.cublaslt_h;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A matrix, or a batch of them, whose columns lie one after the other. */
public final class MatrixLayout {
    private final MemorySegment handle;
    private final String text;

    /** One matrix without gaps. */
    public MatrixLayout(Arena owner, MatrixType type, long rows, long columns) {
        this(owner, type, rows, columns, 1);
    }

    /**
     * Several matrices, one after the other, without gaps.
     *
     * @param rows also the distance of neighbouring columns in elements
     * @param batch how many
     */
    public MatrixLayout(Arena owner, MatrixType type, long rows, long columns, int batch) {
        if (rows < 1 || columns < 1 || batch < 1) {
            throw new IllegalArgumentException("matrix: %d x %d, %d of them".formatted(rows, columns, batch));
        }
        text = "%s %d x %d".formatted(type, rows, columns) + (batch == 1 ? "" : ", " + batch + " of them");
        handle = Owned.by(
                owner,
                LtCalls.createLayout(type.code(), rows, columns, rows),
                "cublaslt matrix layout",
                text,
                LtCalls::destroyLayout);
        if (batch > 1) {
            LtCalls.setLayout(handle, cublaslt_h.CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT(), batch);
            LtCalls.setLayout(
                    handle,
                    cublaslt_h.CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET(),
                    Math.multiplyExact(rows, columns));
        }
    }

    /** How many rows, as the library sees it. */
    public long rows() {
        return LtCalls.getLayout(handle, cublaslt_h.CUBLASLT_MATRIX_LAYOUT_ROWS());
    }

    /** How many columns, as the library sees it. */
    public long columns() {
        return LtCalls.getLayout(handle, cublaslt_h.CUBLASLT_MATRIX_LAYOUT_COLS());
    }

    MemorySegment handle() {
        return handle;
    }

    @Override
    public String toString() {
        return text;
    }
}
