/** Layers, losses, optimizers and the training step, made of tensors. */
module doppel.nn {
    requires transitive doppel.tensor;
    requires static transitive org.jspecify;
}
