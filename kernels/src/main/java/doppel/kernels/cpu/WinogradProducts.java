package doppel.kernels.cpu;

import doppel.bindings.libraries.OpenMp;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MatrixProduct;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.MemoryDescriptor.Block;
import doppel.bindings.onednn.OnednnEngine;
import doppel.bindings.onednn.PostOp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Products of f32 matrices by oneDNN on the calling thread alone: each thread of a {@link Crew} has its own. Between
 * products a crew's threads do other things, for which threads of oneDNN's would have to wait.
 */
final class WinogradProducts implements AutoCloseable {
    /** A network has tens of products; if there are more than this, all are made anew as needed. */
    private static final int CAPACITY = 1024;

    /**
     * {@code y = a b} for so many matrices of {@code [m, k]} and {@code [k, n]} that lie one after the other.
     *
     * @param turned whether a is stored {@code [k, m]}
     * @param packed whether b is stored as {@link #packing} says, or plainly
     * @param adds whether the product is added to y
     */
    record Product(int batch, int m, int k, int n, boolean turned, boolean packed, boolean adds) {}

    /**
     * How a factor {@code [rows, columns]} is stored: columns are cut into blocks, and the rows of a block follow each
     * other.
     *
     * @param rows at least those of the matrix
     * @param columns a multiple of block
     * @param block columns of a block, a multiple of a vector's length
     */
    record Packing(int rows, int columns, int block) {
        /** Elements of a matrix. */
        int elements() {
            return rows * columns;
        }

        /** Where the vector of a row lies that begins in a column, itself a multiple of a vector's length. */
        int place(int row, int column) {
            return (column / block * rows + row) * block + column % block;
        }
    }

    private record Plan(Step step, MemorySegment scratch, Packing packing) {}

    private final Arena arena = Arena.ofShared();
    private final OnednnEngine engine = new OnednnEngine(arena);
    private final Map<Product, Plan> plans = new HashMap<>();
    private Planner planner = new Planner(engine);

    /** How the second factor of a packed product is stored. */
    Packing packing(Product product) {
        return plan(product).packing;
    }

    /** Multiplies. */
    void multiply(Product product, MemorySegment a, MemorySegment b, MemorySegment y) {
        Plan plan = plan(product);
        plan.step.primitive().execute(a, b, y, plan.scratch);
    }

    private Plan plan(Product product) {
        Plan plan = plans.get(product);
        if (plan != null) return plan;
        if (plans.size() >= CAPACITY) {
            plans.clear();
            planner.close();
            planner = new Planner(engine);
        }
        int before = OpenMp.limit(1);
        try {
            plan = make(product);
        } finally {
            OpenMp.limit(before);
        }
        plans.put(product, plan);
        return plan;
    }

    private Plan make(Product p) {
        MemoryDescriptor dense = MemoryDescriptor.dense(planner.arena(), DataType.F32, p.batch, p.k, p.n);
        if (!p.packed) return make(p, dense, new Packing(p.k, p.n, p.n));
        MemoryDescriptor any = MemoryDescriptor.any(planner.arena(), DataType.F32, p.batch, p.k, p.n);
        Plan chosen = make(p, any, new Packing(p.k, p.n, p.n));
        Packing packing = packing(p, chosen.step.primitive().descriptor().argument(Argument.WEIGHTS));
        if (packing != null) return new Plan(chosen.step, chosen.scratch, packing);
        int width = Math.ceilDiv(p.n, Lanes.WIDTH) * Lanes.WIDTH;
        long[] strides = {(long) p.k * width, width, 1};
        var plain = MemoryDescriptor.of(planner.arena(), DataType.F32, new long[] {p.batch, p.k, p.n}, strides);
        return make(p, plain, new Packing(p.k, width, width));
    }

    private Plan make(Product p, MemoryDescriptor b, Packing packing) {
        long matrix = (long) p.m * p.k;
        var a = MemoryDescriptor.of(
                planner.arena(),
                DataType.F32,
                new long[] {p.batch, p.m, p.k},
                p.turned ? new long[] {matrix, 1, p.m} : new long[] {matrix, p.k, 1});
        var y = MemoryDescriptor.dense(planner.arena(), DataType.F32, p.batch, p.m, p.n);
        Attributes attributes = p.adds ? Attributes.DEFAULT.with(List.of(new PostOp.Sum(1))) : Attributes.DEFAULT;
        var descriptor = MatrixProduct.of(planner.arena(), planner.engine(), a, b, null, y, attributes);
        Step step = planner.step(descriptor, List.of(Argument.SOURCE, Argument.WEIGHTS, Argument.DESTINATION));
        return new Plan(step, planner.arena().allocate(Math.max(64, step.scratchBytes()), 64), packing);
    }

    /** What a layout that oneDNN chose is in our words; null if we have none for it. */
    private static @Nullable Packing packing(Product p, MemoryDescriptor b) {
        List<Block> blocks = b.blocks();
        if (blocks.size() != 2) return null;
        Block rows = blocks.get(0);
        Block columns = blocks.get(1);
        if (rows.axis() != 1 || columns.axis() != 2 || columns.size() % Lanes.WIDTH != 0) return null;
        int block = (int) columns.size();
        int allRows = (int) (Math.ceilDiv(p.k, rows.size()) * rows.size());
        var packing = new Packing(allRows, Math.ceilDiv(p.n, block) * block, block);
        long[] strides = {packing.elements(), rows.size() * block, (long) allRows * block};
        return Arrays.equals(strides, b.strides()) ? packing : null;
    }

    @Override
    public void close() {
        planner.close();
        arena.close();
    }
}
