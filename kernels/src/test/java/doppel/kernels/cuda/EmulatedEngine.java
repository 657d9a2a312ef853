package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnType;
import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** In cuDNN's place: holds callers to a site's types, shapes and alignment, and knows nothing of groups. */
record EmulatedEngine(ConvKernels direct, LaunchedBlocks blocks) implements ConvEngine {
    @Override
    public Optional<Run> find(ConvSite site) {
        if (site.options().groups() > 1) return Optional.empty();
        return Optional.of((x, w, y, bias, residual) -> run(site, x, w, y, bias, residual));
    }

    private void run(ConvSite site, Buffer x, Buffer w, Buffer y, @Nullable Buffer bias, @Nullable Buffer residual) {
        check(site, site.x(), x);
        check(site, site.w(), w);
        check(site, site.y(), y);
        switch (site.pass()) {
            case FORWARD -> {
                direct.forward(x, w, null, null, site.options(), Activation.NONE, y);
                if (site.epilogue() != null) finish(site, site.epilogue(), y, bias, residual);
            }
            case BACKWARD_DATA -> direct.backwardData(y, w, site.options(), x);
            case BACKWARD_WEIGHTS -> direct.backwardWeights(x, y, site.options(), w, null);
        }
    }

    private void finish(
            ConvSite site, ConvSite.Epilogue epilogue, Buffer y, @Nullable Buffer bias, @Nullable Buffer residual) {
        if ((bias != null) != epilogue.bias() || (residual != null) != epilogue.residual()) {
            throw new IllegalArgumentException(site + ": bias " + bias + ", residual " + residual);
        }
        if (residual != null) check(site, site.y(), residual);
        if (bias != null
                && (bias.dtype() != DType.F32 || bias.elements() != y.shape().size(3))) {
            throw new IllegalArgumentException(site + ": got bias " + bias);
        }
        blocks.forward(y, bias, residual, epilogue.activation(), y, LaunchedBlocks.Place.all(y));
    }

    private static void check(ConvSite site, Shape shape, Buffer buffer) {
        DType type = site.type() == CudnnType.BF16 ? DType.BF16 : DType.F32;
        boolean tensorCores = type == DType.F32 || shape.size(3) % 8 == 0;
        if (buffer.dtype() != type
                || !buffer.shape().equals(shape)
                || buffer.segment().address() % 16 != 0
                || !tensorCores) {
            throw new IllegalArgumentException(site + ": got " + buffer);
        }
    }
}
