package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import doppel.bindings.lifetime.NativeException;
import java.io.Serial;
import java.util.Map;
import java.util.Set;

/** The CUDA driver answered a call with another status than success. */
public final class CudaException extends NativeException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final Map<Integer, String> REMEDIES = Map.of(
            cuda_h.CUDA_ERROR_NO_DEVICE(),
            "no card is visible: look at CUDA_VISIBLE_DEVICES and at the flags of the container",
            cuda_h.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH(),
            "driver and library differ, as after an update: restart the machine",
            cuda_h.CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE(),
            "the forward-compatibility package does not serve this card: remove it",
            cuda_h.CUDA_ERROR_UNKNOWN(),
            "look at the permissions of /dev/nvidia*",
            cuda_h.CUDA_ERROR_NO_BINARY_FOR_GPU(),
            "the kernels were compiled for another card",
            cuda_h.CUDA_ERROR_UNSUPPORTED_PTX_VERSION(),
            "the PTX is newer than the driver: compile to a cubin, or update the driver");

    /** After these the context is of no more use, whatever is called. */
    private static final Set<Integer> LOST = Set.of(
            cuda_h.CUDA_ERROR_ILLEGAL_ADDRESS(),
            cuda_h.CUDA_ERROR_LAUNCH_TIMEOUT(),
            cuda_h.CUDA_ERROR_ASSERT(),
            cuda_h.CUDA_ERROR_HARDWARE_STACK_ERROR(),
            cuda_h.CUDA_ERROR_ILLEGAL_INSTRUCTION(),
            cuda_h.CUDA_ERROR_MISALIGNED_ADDRESS(),
            cuda_h.CUDA_ERROR_INVALID_ADDRESS_SPACE(),
            cuda_h.CUDA_ERROR_INVALID_PC(),
            cuda_h.CUDA_ERROR_LAUNCH_FAILED(),
            cuda_h.CUDA_ERROR_ECC_UNCORRECTABLE());

    private final int code;

    CudaException(String what, int code, String name, String text) {
        super(message(what, code, name, text));
        this.code = code;
    }

    private CudaException(String message, int code, CudaException cause) {
        super(message, cause);
        this.code = code;
    }

    private static String message(String what, int code, String name, String text) {
        String message = "cuda: %s: %s (%s, %d)".formatted(what, text, name, code);
        String remedy = REMEDIES.get(code);
        if (remedy == null && LOST.contains(code)) remedy = "the card's context is lost: end the process";
        return remedy == null ? message : message + "; " + remedy;
    }

    /** The same failure, with more said about it. */
    CudaException with(String more) {
        return new CudaException(getMessage() + "; " + more, code, this);
    }

    /** The driver's number of what went wrong. */
    public int code() {
        return code;
    }

    /** Whether memory of the card was asked for and not there. */
    public boolean isOutOfMemory() {
        return code == cuda_h.CUDA_ERROR_OUT_OF_MEMORY();
    }

    /** Whether every later call of this process on this card will fail too. */
    public boolean isContextLost() {
        return LOST.contains(code);
    }
}
