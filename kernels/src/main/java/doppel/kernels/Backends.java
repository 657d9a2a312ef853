package doppel.kernels;

import doppel.kernels.cpu.CpuKernels;
import doppel.kernels.reference.ReferenceKernels;

/** Opens back-ends; the one place that knows them all. */
public final class Backends {
    private Backends() {}

    /**
     * The back-end of a device.
     *
     * @throws doppel.bindings.lifetime.NativeException if a library it needs cannot be loaded
     */
    public static Kernels open(Device device) {
        return switch (device) {
            case Device.Cpu() -> CpuKernels.open();
            case Device.Cuda cuda -> throw new UnsupportedOperationException(cuda + ": no cuda back-end in this build");
        };
    }

    /** Textbook loops on the host, f32 and f64: slow, and the measure of all others. */
    public static Kernels reference() {
        return new ReferenceKernels();
    }
}
