package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import doppel.bindings.lifetime.NativeException;
import java.io.Serial;

/** cuDNN answered a call with another status than success. */
public final class CudnnException extends NativeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;

    CudnnException(String what, int code, String name, String detail) {
        super(message(what, code, name, detail));
        this.code = code;
    }

    private static String message(String what, int code, String name, String detail) {
        String text = "cudnn: %s: %s (%d)".formatted(what, name, code);
        if (!detail.isEmpty()) text += ": " + detail;
        if (code == cudnn_h.CUDNN_STATUS_NOT_SUPPORTED_RUNTIME_PREREQUISITE_MISSING()) {
            text += "; engines that compile while running need a driver and NVRTC that can be loaded";
        }
        if (code == cudnn_h.CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH()
                || code == cudnn_h.CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED()) {
            text += "; files of several cuDNN versions are mixed, those in use are " + Cudnn.mapped();
        }
        return text;
    }

    /** cuDNN's number of what went wrong. */
    public int code() {
        return code;
    }

    /** Whether the request is valid and just not implemented for these sizes, types or this card. */
    public boolean isUnsupported() {
        return code / 1000 == cudnn_h.CUDNN_STATUS_NOT_SUPPORTED() / 1000;
    }
}
