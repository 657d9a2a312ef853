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

/** f32 and bf16 by vector loops, other types by the reference. */
final class CpuElementwise implements ElementwiseKernels {
    /** Elements of a stretched operand that are written out at a time; they stay in the first cache. */
    private static final int TILE = 2048;

    private static final Loops<MapLoop> AFFINE =
            MapLoop.of((x, factor, term) -> x.mul(factor).add(term));
    private static final Loops<PairLoop> ACCUMULATE =
            PairLoop.of((x, y, factor, q) -> x.mul(factor).add(y));
    private static final Loops<MapLoop> CLAMP =
            MapLoop.of((x, low, high) -> x.max(low).min(high));
    private static final Loops<PairLoop> CLAMP_BACKWARD = PairLoop.of((dy, x, low, high) ->
            FloatVector.zero(Lanes.FLOATS).blend(dy, x.compare(GE, low).and(x.compare(LE, high))));

    private final HostMemory memory;
    private final Crew crew;
    private final ElementwiseKernels reference;

    CpuElementwise(HostMemory memory, Crew crew, ElementwiseKernels reference) {
        this.memory = memory;
        this.crew = crew;
        this.reference = reference;
    }

    private void map(Loops<MapLoop> loops, Buffer x, double p, double q, Buffer y) {
        MapLoop loop = loops.over(Storage.of(y));
        crew.run(
                y.elements(),
                Lanes.SPAN,
                y.elements(),
                (from, to, _) -> loop.run(
                        Lanes.slice(x, from, to), (float) p, (float) q, Lanes.slice(y, from, to), (int) (to - from)));
    }

    private void pair(Loops<PairLoop> loops, Buffer a, Buffer b, double p, double q, Buffer y) {
        PairLoop loop = loops.over(Storage.of(y));
        crew.run(
                y.elements(),
                Lanes.SPAN,
                y.elements(),
                (from, to, _) -> loop.run(
                        Lanes.slice(a, from, to),
                        Lanes.slice(b, from, to),
                        (float) p,
                        (float) q,
                        Lanes.slice(y, from, to),
                        (int) (to - from)));
    }

    @Override
    public void activate(Buffer x, Activation activation, Buffer y) {
        Checks.same("activate", x, y);
        if (!Storage.holds(y)) reference.activate(x, activation, y);
        else map(ActivationLoops.forward(activation.kind()), x, activation.slope(), 0, y);
    }

    @Override
    public void activateBackward(Buffer dy, Buffer y, Activation activation, Buffer dx) {
        Checks.same("activate backward", dy, y, dx);
        if (!Storage.holds(y)) reference.activateBackward(dy, y, activation, dx);
        else pair(ActivationLoops.backward(activation.kind()), dy, y, activation.slope(), 0, dx);
    }

    @Override
    public void unary(Unary f, Buffer x, Buffer y) {
        Checks.same(Checks.name(f), x, y);
        if (!Storage.holds(y)) reference.unary(f, x, y);
        else map(FunctionLoops.unary(f), x, 0, 0, y);
    }

    @Override
    public void unaryBackward(Unary f, Buffer dy, Buffer x, Buffer dx) {
        Checks.same(Checks.name(f) + " backward", dy, x, dx);
        if (!Storage.holds(x)) reference.unaryBackward(f, dy, x, dx);
        else pair(FunctionLoops.unaryBackward(f), dy, x, 0, 0, dx);
    }

    @Override
    public void binary(Binary f, Buffer a, Buffer b, Buffer y) {
        Checks.binary(Checks.name(f), a, b, y);
        if (!Storage.holds(y)) {
            reference.binary(f, a, b, y);
            return;
        }
        var left = new Stretch(a, y.shape());
        var right = new Stretch(b, y.shape());
        if (left.none() && right.none()) pair(FunctionLoops.binary(f), a, b, 0, 0, y);
        else stretched(FunctionLoops.binary(f), a, left, b, right, y);
    }

    /** Writes pieces of the stretched operands out, two tiles for each thread. */
    private void stretched(Loops<PairLoop> loops, Buffer a, Stretch left, Buffer b, Stretch right, Buffer y) {
        PairLoop loop = loops.over(Storage.of(y));
        Buffer tiles = memory.allocate(new Shape(2 * crew.threads(), TILE), y.dtype());
        try {
            crew.run(y.elements(), Lanes.SPAN, y.elements(), (from, to, thread) -> {
                Buffer leftTile = tiles.rows(2 * thread, 2 * thread + 1);
                Buffer rightTile = tiles.rows(2 * thread + 1, 2 * thread + 2);
                for (long at = from; at < to; at += TILE) {
                    int n = (int) Math.min(TILE, to - at);
                    MemorySegment l = tile(a, left, leftTile, at, n);
                    MemorySegment r = tile(b, right, rightTile, at, n);
                    loop.run(l, r, 0, 0, Lanes.slice(y, at, at + n), n);
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
        if (!Storage.holds(y)) reference.affine(x, factor, term, y);
        else map(AFFINE, x, factor, term, y);
    }

    @Override
    public void accumulate(Buffer x, double factor, Buffer y) {
        Checks.same("accumulate", x, y);
        if (!Storage.holds(y)) reference.accumulate(x, factor, y);
        else pair(ACCUMULATE, x, y, factor, 0, y);
    }

    @Override
    public void clamp(Buffer x, double low, double high, Buffer y) {
        Checks.same("clamp", x, y);
        if (!Storage.holds(y)) reference.clamp(x, low, high, y);
        else map(CLAMP, x, low, high, y);
    }

    @Override
    public void clampBackward(Buffer dy, Buffer x, double low, double high, Buffer dx) {
        Checks.same("clamp backward", dy, x, dx);
        if (!Storage.holds(x)) reference.clampBackward(dy, x, low, high, dx);
        else pair(CLAMP_BACKWARD, dy, x, low, high, dx);
    }

    @Override
    public void cast(Buffer x, Buffer y) {
        Checks.shape("cast", "y", x.shape(), y);
        if (x.dtype() == y.dtype()) memory.copy(x, y);
        else if (x.dtype() == DType.F32 && y.dtype() == DType.BF16) cast(CastLoops::floatToBfloat16, x, y);
        else if (x.dtype() == DType.BF16 && y.dtype() == DType.F32) cast(CastLoops::bfloat16ToFloat, x, y);
        else if (x.dtype() == DType.U8 && y.dtype() == DType.F32) cast(CastLoops::byteToFloat, x, y);
        else reference.cast(x, y);
    }

    /** A loop that changes the type. */
    private interface Cast {
        void run(MemorySegment x, MemorySegment y, int n);
    }

    private void cast(Cast loop, Buffer x, Buffer y) {
        crew.run(
                y.elements(),
                Lanes.SPAN,
                y.elements(),
                (from, to, _) -> loop.run(Lanes.slice(x, from, to), Lanes.slice(y, from, to), (int) (to - from)));
    }
}
