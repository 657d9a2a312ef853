/** Layers, losses and optimizers, made of tensors. */
module doppel.nn {
    requires transitive doppel.tensor;
    requires static transitive org.jspecify;

    exports doppel.nn;
    exports doppel.nn.layers;
    exports doppel.nn.losses;
    exports doppel.nn.optim;
}
