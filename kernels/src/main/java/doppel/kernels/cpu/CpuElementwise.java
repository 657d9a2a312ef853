package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.host.HostMemory;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Floats by vector loops, other types by the reference. */
final class CpuElementwise implements ElementwiseKernels {
    /** Elements of a stretched operand that are written out at a time; they stay in the first cache. */
    private static final int TILE = 2048;

    private final HostMemory memory;
    private final Crew crew;
    private final ElementwiseKernels reference;

    CpuElementwise(HostMemory memory, Crew crew, ElementwiseKernels reference) {
        this.memory = memory;
        this.crew = crew;
        this.reference = reference;
    }

    /** A loop over one source. */
    private interface Loop {
        void run(MemorySegment x, MemorySegment y, int n);
    }

    /** A loop over two sources. */
    private interface PairLoop {
        void run(MemorySegment a, MemorySegment b, MemorySegment y, int n);
    }

    private void each(Buffer x, Buffer y, Loop loop) {
        crew.run(
                y.elements(),
                Lanes.SPAN,
                y.elements(),
                (from, to, _) -> loop.run(Lanes.slice(x, from, to), Lanes.slice(y, from, to), (int) (to - from)));
    }

    private void eachPair(Buffer a, Buffer b, Buffer y, PairLoop loop) {
        crew.run(
                y.elements(),
                Lanes.SPAN,
                y.elements(),
                (from, to, _) ->
                        loop.run(Lanes.slice(a, from, to), Lanes.slice(b, from, to), Lanes.slice(y, from, to), (int)
                                (to - from)));
    }

    @Override
    public void activate(Buffer x, Activation activation, Buffer y) {
        Checks.same("activate", x, y);
        if (!Lanes.floats(y)) reference.activate(x, activation, y);
        else each(x, y, (in, out, n) -> ActivationLoops.forward(activation, in, out, n));
    }

    @Override
    public void activateBackward(Buffer dy, Buffer y, Activation activation, Buffer dx) {
        Checks.same("activate backward", dy, y, dx);
        if (!Lanes.floats(y)) reference.activateBackward(dy, y, activation, dx);
        else eachPair(dy, y, dx, (g, v, out, n) -> ActivationLoops.backward(activation, g, v, out, n));
    }

    @Override
    public void unary(Unary f, Buffer x, Buffer y) {
        Checks.same(Checks.name(f), x, y);
        if (!Lanes.floats(y)) reference.unary(f, x, y);
        else each(x, y, (in, out, n) -> UnaryLoops.forward(f, in, out, n));
    }

    @Override
    public void unaryBackward(Unary f, Buffer dy, Buffer x, Buffer dx) {
        Checks.same(Checks.name(f) + " backward", dy, x, dx);
        if (!Lanes.floats(x)) reference.unaryBackward(f, dy, x, dx);
        else eachPair(dy, x, dx, (g, v, out, n) -> UnaryLoops.backward(f, g, v, out, n));
    }

    @Override
    public void binary(Binary f, Buffer a, Buffer b, Buffer y) {
        Checks.binary(Checks.name(f), a, b, y);
        if (!Lanes.floats(y)) {
            reference.binary(f, a, b, y);
            return;
        }
        var left = new Stretch(a, y.shape());
        var right = new Stretch(b, y.shape());
        if (left.none() && right.none()) {
            eachPair(a, b, y, (l, r, out, n) -> BinaryLoops.run(f, l, r, out, n));
        } else {
            stretched(f, a, left, b, right, y);
        }
    }

    /** Writes pieces of the stretched operands out, two tiles for each thread. */
    private void stretched(Binary f, Buffer a, Stretch left, Buffer b, Stretch right, Buffer y) {
        Buffer tiles = memory.allocate(new Shape(2 * crew.threads(), TILE), DType.F32);
        try {
            crew.run(y.elements(), Lanes.SPAN, y.elements(), (from, to, thread) -> {
                Buffer leftTile = tiles.rows(2 * thread, 2 * thread + 1);
                Buffer rightTile = tiles.rows(2 * thread + 1, 2 * thread + 2);
                for (long at = from; at < to; at += TILE) {
                    int n = (int) Math.min(TILE, to - at);
                    MemorySegment l = tile(a, left, leftTile, at, n);
                    MemorySegment r = tile(b, right, rightTile, at, n);
                    BinaryLoops.run(f, l, r, Lanes.slice(y, at, at + n), n);
                }
            });
        } finally {
            memory.release(tiles);
        }
    }

    private static MemorySegment tile(Buffer operand, Stretch stretch, Buffer tile, long at, int n) {
        if (stretch.none()) return Lanes.slice(operand, at, at + n);
        stretch.write(at, n, tile.segment());
        return tile.segment();
    }

    @Override
    public void affine(Buffer x, double factor, double term, Buffer y) {
        Checks.same("affine", x, y);
        if (!Lanes.floats(y)) reference.affine(x, factor, term, y);
        else each(x, y, (in, out, n) -> affine(in, (float) factor, (float) term, out, n));
    }

    private static void affine(MemorySegment x, float factor, float term, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH)
            Lanes.store(Lanes.load(x, i).mul(factor).add(term), y, i);
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(Lanes.load(x, i, mask).mul(factor).add(term), y, i, mask);
        }
    }

    @Override
    public void accumulate(Buffer x, double factor, Buffer y) {
        Checks.same("accumulate", x, y);
        if (!Lanes.floats(y)) reference.accumulate(x, factor, y);
        else each(x, y, (in, out, n) -> accumulate(in, (float) factor, out, n));
    }

    private static void accumulate(MemorySegment x, float factor, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(Lanes.load(x, i).mul(factor).add(Lanes.load(y, i)), y, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(Lanes.load(x, i, mask).mul(factor).add(Lanes.load(y, i, mask)), y, i, mask);
        }
    }

    @Override
    public void clamp(Buffer x, double low, double high, Buffer y) {
        Checks.same("clamp", x, y);
        if (!Lanes.floats(y)) reference.clamp(x, low, high, y);
        else each(x, y, (in, out, n) -> clamp(in, (float) low, (float) high, out, n));
    }

    private static void clamp(MemorySegment x, float low, float high, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH)
            Lanes.store(Lanes.load(x, i).max(low).min(high), y, i);
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(Lanes.load(x, i, mask).max(low).min(high), y, i, mask);
        }
    }

    @Override
    public void clampBackward(Buffer dy, Buffer x, double low, double high, Buffer dx) {
        Checks.same("clamp backward", dy, x, dx);
        if (!Lanes.floats(x)) reference.clampBackward(dy, x, low, high, dx);
        else eachPair(dy, x, dx, (g, v, out, n) -> clampBackward(g, v, (float) low, (float) high, out, n));
    }

    private static void clampBackward(
            MemorySegment dy, MemorySegment x, float low, float high, MemorySegment dx, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(within(Lanes.load(dy, i), Lanes.load(x, i), low, high), dx, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(within(Lanes.load(dy, i, mask), Lanes.load(x, i, mask), low, high), dx, i, mask);
        }
    }

    private static FloatVector within(FloatVector dy, FloatVector x, float low, float high) {
        return FloatVector.zero(Lanes.FLOATS).blend(dy, x.compare(GE, low).and(x.compare(LE, high)));
    }

    @Override
    public void cast(Buffer x, Buffer y) {
        Checks.shape("cast", "y", x.shape(), y);
        if (x.dtype() == y.dtype()) memory.copy(x, y);
        else if (x.dtype() == DType.F32 && y.dtype() == DType.BF16) each(x, y, CastLoops::floatToBfloat16);
        else if (x.dtype() == DType.BF16 && y.dtype() == DType.F32) each(x, y, CastLoops::bfloat16ToFloat);
        else if (x.dtype() == DType.U8 && y.dtype() == DType.F32) each(x, y, CastLoops::byteToFloat);
        else reference.cast(x, y);
    }
}
