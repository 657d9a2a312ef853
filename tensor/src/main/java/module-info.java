/** Tensors, their memory and their gradients. */
module doppel.tensor {
    requires transitive doppel.kernels;
    requires static transitive org.jspecify;
    requires tools.jackson.core;

    exports doppel.tensor;
    exports doppel.tensor.io;
    exports doppel.tensor.ops;
}
