package doppel.benchmarks.peer;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's C++ library in this process. It must be loaded before oneDNN: then oneDNN finds the OpenMP runtime that
 * libtorch brought, while the other way round there are two, each with its own threads.
 *
 * <p>Tensors are native memory that the innermost {@link org.bytedeco.javacpp.PointerScope} frees; without one they wait
 * for the garbage collector. What operations in place return ({@code add_}, {@code set_requires_grad}) owns nothing and
 * dies with their receiver: let the receiver be returned instead.
 */
public final class Libtorch {
    static {
        // Else JavaCPP reads the memory of the whole process at each tensor, and refuses it at a limit made for the
        // heap.
        System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        torch.manual_seed(1);
    }

    private Libtorch() {}

    /** Loads it, once, and lets parallel work begun by this thread have as many threads as ours has. */
    public static void load() {
        torch.set_num_threads(threads());
    }

    /** As many as OpenMP takes by itself. */
    static int threads() {
        String wanted = System.getenv("OMP_NUM_THREADS");
        return wanted == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(wanted);
    }

    /**
     * Does work in a scope of its own: of all tensors made there only the result lives on, in the scope around, if there
     * is one.
     */
    static Tensor only(Supplier<Tensor> work) {
        PointerScope around = PointerScope.getInnerScope();
        try (PointerScope _ = new PointerScope()) {
            Tensor y = work.get();
            if (around == null) y.retainReference();
            else around.attach(y);
            return y;
        }
    }

    /** A tensor of 32-bit floats in storage order. */
    public static Tensor of(float[] values, long... shape) {
        return AbstractTensor.create(values, shape);
    }

    /** A copy of one of ours, its axes in our order. */
    public static Tensor of(doppel.tensor.Tensor x) {
        long[] shape = Arrays.stream(x.shape().sizes()).asLongStream().toArray();
        return of(x.toFloats(), shape);
    }

    /** The values of a tensor of any type and strides, in the order of its axes. */
    public static float[] toFloats(Tensor x) {
        Tensor plain = x.detach().to(torch.ScalarType.Float).contiguous();
        float[] values = new float[(int) plain.numel()];
        new FloatPointer(plain.data_ptr()).get(values);
        return values;
    }
}
