/** Native libraries as Java objects; the only module that may call restricted methods. */
@SuppressWarnings("module") // doppel.kernels is compiled after this module
module doppel.bindings {
    requires jdk.management; // how much memory the machine has
    requires static transitive org.jspecify;

    exports doppel.bindings.lifetime; // leak ledger, exception root: everyone
    exports doppel.bindings.onednn to
            doppel.kernels;
    exports doppel.bindings.libraries to
            doppel.kernels;
    exports doppel.bindings.cuda to
            doppel.kernels;
    exports doppel.bindings.nvrtc to
            doppel.kernels;
    exports doppel.bindings.cublas to
            doppel.kernels;
    exports doppel.bindings.cudnn to
            doppel.kernels;
}
