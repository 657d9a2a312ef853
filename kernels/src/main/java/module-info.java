/** What a device can compute: one contract, a textbook implementation, and one per device. */
module doppel.kernels {
    requires transitive doppel.bindings;
    requires static transitive org.jspecify;
    requires jdk.incubator.vector;

    exports doppel.kernels;
}
