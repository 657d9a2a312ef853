package doppel.tensor;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.ops.Add;
import doppel.tensor.ops.Affine;
import doppel.tensor.ops.Divide;
import doppel.tensor.ops.Mean;
import doppel.tensor.ops.Multiply;
import doppel.tensor.ops.Reshape;
import doppel.tensor.ops.Rows;
import doppel.tensor.ops.Subtract;
import doppel.tensor.ops.Sum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Values on a device, dense and row-major; an image batch is {@code [n, h, w, c]}. A tensor belongs to the scope it was
 * made in and dies with it. Its values change only where a method says so: fills, uploads and optimizers.
 *
 * <p>Not for use by several threads at once.
 */
public final class Tensor {
    private final TensorScope scope;
    private final Storage storage;
    private final Buffer buffer;
    private final boolean wantsGradient;
    private boolean released;

    Tensor(TensorScope scope, Storage storage, Buffer buffer, boolean wantsGradient) {
        this.scope = scope;
        this.storage = storage;
        this.buffer = buffer;
        this.wantsGradient = wantsGradient;
    }

    /** Sizes in storage order. */
    public Shape shape() {
        return buffer.shape();
    }

    /** Type of an element. */
    public DType dtype() {
        return buffer.dtype();
    }

    /** Who owns the memory. */
    public TensorScope scope() {
        return scope;
    }

    /** What computes on it. */
    public Kernels kernels() {
        return scope.kernels();
    }

    /** Whether gradients flow to, or through, this tensor. */
    public boolean wantsGradient() {
        return wantsGradient;
    }

    /**
     * The values' memory, for kernels.
     *
     * @throws IllegalStateException once the tensor is released
     */
    public Buffer buffer() {
        if (released) throw new IllegalStateException("tensor " + buffer + " was released");
        return buffer;
    }

    /** Gives the memory back before the scope closes; the tensor must not be used again. A second call does nothing. */
    public void release() {
        if (released) return;
        released = true;
        scope.forget(this);
        storage.release();
    }

    /** The same values and memory without a gradient: a stop-gradient. */
    public Tensor detached() {
        return view(scope, buffer(), false);
    }

    /** The same memory seen with another shape of as many elements; gradients pass. */
    public Tensor reshape(int... sizes) {
        return new Reshape(new Shape(sizes)).apply(this);
    }

    /** Rows {@code from} to {@code to} (exclusive) of the first axis, sharing memory; gradients pass. */
    public Tensor rows(int from, int to) {
        return new Rows(from, to).apply(this);
    }

    /** {@code this + other}, broadcast. */
    public Tensor plus(Tensor other) {
        return new Add().apply(this, other);
    }

    /** {@code this - other}, broadcast. */
    public Tensor minus(Tensor other) {
        return new Subtract().apply(this, other);
    }

    /** {@code this * other}, element by element, broadcast. */
    public Tensor times(Tensor other) {
        return new Multiply().apply(this, other);
    }

    /** {@code this / other}, element by element, broadcast. */
    public Tensor over(Tensor other) {
        return new Divide().apply(this, other);
    }

    /** {@code factor * this}. */
    public Tensor times(double factor) {
        return new Affine(factor, 0).apply(this);
    }

    /** {@code this + term}. */
    public Tensor plus(double term) {
        return new Affine(1, term).apply(this);
    }

    /** Sum over some axes, which stay with size 1; over all axes, giving a scalar, if none is named. */
    public Tensor sum(int... axes) {
        return new Sum(axes).apply(this);
    }

    /** Mean over some axes, which stay with size 1; over all axes, giving a scalar, if none is named. */
    public Tensor mean(int... axes) {
        return new Mean(axes).apply(this);
    }

    /** All values, in row-major order, as floats. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(buffer.elements())];
        if (dtype() == DType.F32) {
            kernels().memory().download(buffer(), values);
            return values;
        }
        Buffer copy = kernels().memory().allocate(shape(), DType.F32);
        try {
            kernels().elementwise().cast(buffer(), copy);
            kernels().memory().download(copy, values);
        } finally {
            kernels().memory().release(copy);
        }
        return values;
    }

    /**
     * The only value, exact for all types but i32, which is rounded to f32.
     *
     * @throws IllegalStateException if there are more
     */
    public double item() {
        if (buffer.elements() != 1) throw new IllegalStateException("item: " + buffer + " has more than one value");
        if (dtype() != DType.F64) return toFloats()[0];
        byte[] bytes = new byte[Double.BYTES];
        kernels().memory().downloadBytes(buffer(), bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getDouble();
    }

    /** Overwrites the values of an f32 tensor. */
    public void upload(float... values) {
        kernels().memory().upload(values, buffer());
    }

    /** A tensor in {@code owner} that looks at {@code part} of this one's memory. */
    Tensor view(TensorScope owner, Buffer part, boolean wantsGradient) {
        owner.checkOpen(); // before the memory is retained
        return owner.adopt(new Tensor(owner, storage.retain(), part, wantsGradient));
    }

    /** This tensor with another wish for gradients, in the same scope, on the same memory; this one is released. */
    Tensor wanting(boolean gradient) {
        if (gradient == wantsGradient) return this;
        Tensor same = view(scope, buffer(), gradient);
        release();
        return same;
    }

    boolean sharesMemoryWith(@Nullable Tensor other) {
        return other != null && other.storage == storage;
    }

    @Override
    public String toString() {
        return "tensor " + buffer + (wantsGradient ? " with gradient" : "");
    }
}
