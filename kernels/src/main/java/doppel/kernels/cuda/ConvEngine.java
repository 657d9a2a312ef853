package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whoever convolves buffers that lie as a {@link ConvSite} says: cuDNN, or what tests put in its place. */
interface ConvEngine {
    /** One pass of one site. */
    interface Run {
        /**
         * Overwrites whichever of the three the pass computes; the buffers are of the site's type and shapes, and stand
         * at multiples of 16 bytes.
         *
         * @param bias f32, and like the residual there if the site's epilogue has it
         */
        void run(Buffer x, Buffer w, Buffer y, @Nullable Buffer bias, @Nullable Buffer residual);
    }

    /** How to run a site, the same at each request; empty if it cannot be done. The first request may take seconds. */
    Optional<Run> find(ConvSite site);
}
