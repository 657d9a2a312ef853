package doppel.kernels.cpu;

import doppel.bindings.libraries.OpenMp;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.kernels.Activation;
import doppel.kernels.Activation.Kind;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.cpu.WinogradProducts.Product;
import doppel.kernels.cpu.WinogradTiles.Chunk;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions with 3 x 3 taps and their gradients with a quarter of the products, see {@link WinogradTransform}: tiles
 * of the pictures and the taps become 36 matrices each, which are multiplied, and what comes out becomes tiles again.
 * Results differ from sums over the taps by some 1e-6 of their size. All is computed in f32; pictures may be stored in
 * bf16.
 *
 * <p>Each thread takes a chunk of tiles all the way, so that its matrices are still in a cache when they are
 * multiplied.
 */
final class WinogradConv implements AutoCloseable {
    private static final int POINTS = WinogradTransform.POINTS * WinogradTransform.POINTS;

    /** Tiles of a chunk: enough for fast products. */
    private static final int ROWS = 128;

    /** The same with many channels, where the matrices take most of the memory of a step. */
    private static final int ROWS_OF_MANY_CHANNELS = 64;

    private static final int MANY_CHANNELS = 1024;

    /** Elements of all matrices of a chunk when taps are sought: the sums over it are added to those before. */
    private static final int CHUNK = 4 << 20;

    /** With fewer tiles the transform of the taps costs more than the products save. */
    private static final int LEAST_TILES = 32;

    /** The same, and the least number of channels, where the products that are saved would be of bf16: twice as fast. */
    private static final int LEAST_TILES_IN_PLACE_OF_BF16 = 128;

    private static final int LEAST_CHANNELS_IN_PLACE_OF_BF16 = 128;

    /** Elements of taps that are worth a span of the crew. */
    private static final int SPAN = Lanes.SPAN / 8;

    private final OnednnContext onednn;
    private final Crew crew;
    private final Memory memory;
    private final WinogradProducts[] products;
    private final WinogradScratch[] scratch;
    private final boolean alone = OpenMp.threads().isPresent();

    /** {@code [k, 3, 3, c]} to {@code [c, 3, 3, k]}. */
    private record Turning(Shape w) implements Problem<Step> {
        @Override
        public Step plan(Planner planner) {
            long k = w.size(0);
            long c = w.size(3);
            long[] sizes = {k, 9, c};
            var from = MemoryDescriptor.dense(planner.arena(), DataType.F32, sizes);
            var to = MemoryDescriptor.of(planner.arena(), DataType.F32, sizes, new long[] {1, k, sizes[1] * k});
            return planner.copy(from, to);
        }
    }

    /** @param memory matrices come from there */
    WinogradConv(OnednnContext onednn, Crew crew, Memory memory) {
        this.onednn = onednn;
        this.crew = crew;
        this.memory = memory;
        products = Stream.generate(WinogradProducts::new).limit(crew.threads()).toArray(WinogradProducts[]::new);
        scratch = Stream.generate(WinogradScratch::new).limit(crew.threads()).toArray(WinogradScratch[]::new);
    }

    /** Whether a convolution can be done so, and is faster than otherwise. */
    boolean takes(ConvTypes types, Shape x, Shape w, Conv2dOptions options, Activation activation) {
        return alone
                && types.w() == DataType.F32
                && w.size(1) == 3
                && w.size(2) == 3
                && options.equals(Conv2dOptions.DEFAULT.withPadding(options.padding()))
                && (activation.kind() == Kind.NONE || activation.kind() == Kind.LEAKY_RELU)
                && isCountable(x)
                && isCountable(options.outputShape(x, w))
                && pays(types.factors(), options.outputShape(x, w), Math.min(w.size(0), w.size(3)));
    }

    /** Whether each element has a number that an int holds. */
    private static boolean isCountable(Shape shape) {
        return shape.elements() <= Integer.MAX_VALUE;
    }

    private static boolean pays(DataType factors, Shape y, int channels) {
        int tiles = WinogradTiles.of(y).count();
        return factors == DataType.F32
                ? tiles >= LEAST_TILES && channels >= Lanes.WIDTH
                : tiles >= LEAST_TILES_IN_PLACE_OF_BF16 && channels >= LEAST_CHANNELS_IN_PLACE_OF_BF16;
    }

    /** {@code y = act(x * w + bias + residual)}. */
    void forward(
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Buffer y) {
        Buffer turned =
                memory.allocate(new Shape(w.shape().size(3), 3, 3, w.shape().size(0)), DType.F32);
        onednn.run(onednn.plan(new Turning(w.shape())), w.segment(), turned.segment());
        Product product = product(turned.shape(), y.shape());
        Buffer u = points(turned, false, product);
        memory.release(turned);
        float slope = activation.kind() == Kind.NONE ? 1 : activation.slope();
        correlate(x, options.padding().top(), options.padding().left(), product, u, bias, residual, slope, y);
        memory.release(u);
    }

    /** The gradient of the input: a correlation with the taps from the last to the first. */
    void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        Product product = product(w.shape(), dx.shape());
        Buffer u = points(w, true, product);
        correlate(dy, 2 - options.padding().top(), 2 - options.padding().left(), product, u, null, null, 1, dx);
        memory.release(u);
    }

    /**
     * What multiplies a chunk of tiles; all threads get equally many.
     *
     * @param w {@code [c, 3, 3, k]}
     */
    private Product product(Shape w, Shape y) {
        int tiles = WinogradTiles.of(y).count();
        int most = w.size(0) + w.size(3) < MANY_CHANNELS ? ROWS : ROWS_OF_MANY_CHANNELS;
        int chunks = Math.ceilDiv(Math.ceilDiv(tiles, most), crew.threads()) * crew.threads();
        return new Product(POINTS, Math.ceilDiv(tiles, chunks), w.size(0), w.size(3), false, true, false);
    }

    /** The taps' 36 matrices {@code [c, k]}, packed. */
    private Buffer points(Buffer w, boolean flipped, Product product) {
        var packing = products[0].packing(product);
        Buffer u = memory.allocate(new Shape(POINTS, packing.elements()), DType.F32);
        if (packing.rows() != product.k() || packing.columns() != product.n()) memory.fill(u, 0);
        crew.run(
                product.k(),
                Math.max(1, SPAN / product.n()),
                u.elements(),
                (from, to, thread) ->
                        WinogradTaps.points(w, flipped, (int) from, (int) to, packing, u.segment(), scratch[thread]));
        return u;
    }

    private void correlate(
            Buffer x,
            int top,
            int left,
            Product product,
            Buffer u,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            float slope,
            Buffer y) {
        var tiles = WinogradTiles.of(y.shape());
        int rows = product.m();
        Buffer inputs = memory.allocate(new Shape(crew.threads(), POINTS, rows, product.k()), DType.F32);
        Buffer outputs = memory.allocate(new Shape(crew.threads(), POINTS, rows, product.n()), DType.F32);
        eachAlone(Math.ceilDiv(tiles.count(), rows), (number, _, thread) -> {
            var chunk = new Chunk((int) number * rows, Math.min((int) (number + 1) * rows, tiles.count()), rows);
            MemorySegment in = part(inputs, thread, crew.threads());
            MemorySegment out = part(outputs, thread, crew.threads());
            tiles.inputs(x, top, left, chunk, chunk.from(), in, scratch[thread]);
            products[thread].multiply(product, in, u.segment(), out);
            tiles.results(out, chunk, bias, residual, slope, y, scratch[thread]);
        });
        memory.release(outputs);
        memory.release(inputs);
    }

    /** The gradient of the taps: sums over chunks of tiles, one chunk after the other. */
    void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw) {
        int k = dw.shape().size(0);
        int c = dw.shape().size(3);
        var tiles = WinogradTiles.of(dy.shape());
        int most = Math.max(LEAST_TILES, CHUNK / (POINTS * Math.max(c, k)));
        int rows = Math.ceilDiv(tiles.count(), Math.ceilDiv(tiles.count(), most));
        Buffer inputs = memory.allocate(new Shape(POINTS, rows, c), DType.F32);
        Buffer gradients = memory.allocate(new Shape(POINTS, rows, k), DType.F32);
        Buffer sums = memory.allocate(new Shape(POINTS, k, c), DType.F32);
        for (int start = 0; start < tiles.count(); start += rows) {
            int first = start;
            int count = Math.min(rows, tiles.count() - first);
            crew.run(count, 1, (long) POINTS * count * (c + k), (from, to, thread) -> {
                var chunk = new Chunk(first + (int) from, first + (int) to, rows);
                var p = options.padding();
                tiles.inputs(x, p.top(), p.left(), chunk, first, inputs.segment(), scratch[thread]);
                tiles.resultGradients(dy, chunk, first, gradients.segment(), scratch[thread]);
            });
            var product = new Product(1, k, count, c, true, false, first > 0);
            eachAlone(
                    POINTS,
                    (point, _, thread) -> products[thread].multiply(
                            product,
                            part(gradients, point, POINTS),
                            part(inputs, point, POINTS),
                            part(sums, point, POINTS)));
        }
        crew.run(
                k,
                Math.max(1, SPAN / c),
                sums.elements(),
                (from, to, thread) ->
                        WinogradTaps.gradients(sums.segment(), (int) from, (int) to, dw, scratch[thread]));
        memory.release(sums);
        memory.release(gradients);
        memory.release(inputs);
    }

    private static MemorySegment part(Buffer whole, long number, int parts) {
        long bytes = whole.elements() / parts * Float.BYTES;
        return whole.segment().asSlice(number * bytes, bytes);
    }

    /** Runs items one by one on threads of the crew that let oneDNN have no other threads meanwhile. */
    private void eachAlone(int items, Crew.Span item) {
        int before = OpenMp.limit(1);
        try {
            crew.run(items, 1, Long.MAX_VALUE, (from, to, thread) -> {
                if (thread > 0) OpenMp.limit(1); // its own for good: it runs nothing else of oneDNN's
                item.run(from, to, thread);
            });
        } finally {
            OpenMp.limit(before);
        }
    }

    @Override
    public void close() {
        for (WinogradProducts p : products) p.close();
    }
}
