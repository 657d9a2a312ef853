package doppel.app.model;

import doppel.nn.Parameters;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Concat;
import java.util.function.Supplier;

/**
 * Encoder, inters and decoders of a model. Faces are {@code [n, r, r, 3]}, BGR in 0..1. Parameters are named as in
 * DeepFaceLab's files, the file's name first. Faces and what is painted are f32, also where the back-end keeps what
 * lies between in bf16.
 */
public sealed interface SwapNet {
    /** Both identities painted as themselves, each when it is asked for: one may be done with before the other begins. */
    record Pair(Supplier<Painted> source, Supplier<Painted> destination) {}

    /** The destination's face painted with the source's identity, and the mask of the destination's own face. */
    record Swapped(Painted face, Tensor destinationMask) {}

    /** Source and destination, each through its own way; one encoder pass serves both. */
    Pair reconstruct(Tensor source, Tensor destination);

    /** The destination with the identity of the source. */
    Swapped swap(Tensor destination);

    /** A net with freshly initialised parameters. */
    static SwapNet create(ModelOptions options, Parameters parameters) {
        return switch (options.archi().kind()) {
            case DF -> new Df(options, parameters);
            case LIAE -> new Liae(options, parameters);
        };
    }

    /** One code for both identities, a decoder each. */
    final class Df implements SwapNet {
        private final Encoder encoder;
        private final Inter inter;
        private final Decoder source;
        private final Decoder destination;

        private Df(ModelOptions options, Parameters p) {
            encoder = new Encoder(p.in("encoder"), options);
            inter = new Inter(p.in("inter"), options, encoder.length(), options.ae());
            source = new Decoder(p.in("decoder_src"), options, options.ae());
            destination = new Decoder(p.in("decoder_dst"), options, options.ae());
        }

        @Override
        public Pair reconstruct(Tensor src, Tensor dst) {
            int n = src.shape().size(0);
            Tensor map = inter.forward(encoder.forward(new Concat(0).apply(src, dst)));
            int all = map.shape().size(0);
            return new Pair(() -> source.forward(map.rows(0, n)), () -> destination.forward(map.rows(n, all)));
        }

        @Override
        public Swapped swap(Tensor dst) {
            Tensor map = inter.forward(encoder.forward(dst));
            return new Swapped(source.forward(map), destination.mask(map));
        }
    }

    /** A code of the destination beside a code of both, one decoder. */
    final class Liae implements SwapNet {
        private final Encoder encoder;
        private final Inter both;
        private final Inter destination;
        private final Decoder decoder;

        private Liae(ModelOptions options, Parameters p) {
            encoder = new Encoder(p.in("encoder"), options);
            both = new Inter(p.in("inter_AB"), options, encoder.length(), 2 * options.ae());
            destination = new Inter(p.in("inter_B"), options, encoder.length(), 2 * options.ae());
            decoder = new Decoder(p.in("decoder"), options, 4 * options.ae());
        }

        @Override
        public Pair reconstruct(Tensor src, Tensor dst) {
            int n = src.shape().size(0);
            int all = n + dst.shape().size(0);
            Tensor code = encoder.forward(new Concat(0).apply(src, dst));
            Tensor shared = both.forward(code);
            Tensor own = destination.forward(code.rows(n, all));
            Tensor first = new Concat(0).apply(shared.rows(0, n), own);
            Painted painted = decoder.forward(new Concat(-1).apply(first, shared));
            return new Pair(() -> painted.rows(0, n), () -> painted.rows(n, all));
        }

        @Override
        public Swapped swap(Tensor dst) {
            Tensor code = encoder.forward(dst);
            Tensor shared = both.forward(code);
            Painted swapped = decoder.forward(new Concat(-1).apply(shared, shared));
            Tensor own = new Concat(-1).apply(destination.forward(code), shared);
            return new Swapped(swapped, decoder.mask(own));
        }
    }
}
