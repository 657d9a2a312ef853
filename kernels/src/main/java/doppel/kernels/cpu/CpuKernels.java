package doppel.kernels.cpu;

import doppel.kernels.ConvKernels;
import doppel.kernels.Device;
import doppel.kernels.ElementwiseKernels;
import doppel.kernels.Kernels;
import doppel.kernels.LayoutKernels;
import doppel.kernels.LossKernels;
import doppel.kernels.MatmulKernels;
import doppel.kernels.Memory;
import doppel.kernels.NormKernels;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.RandomKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.ResampleKernels;
import doppel.kernels.host.HostMemory;
import doppel.kernels.reference.ReferenceKernels;

/** The families of the host's processor; each is its own class. */
public final class CpuKernels implements Kernels {
    private final HostMemory memory = new HostMemory("cpu");
    private final ReferenceKernels reference = ReferenceKernels.on(memory);
    private final OnednnContext onednn;
    private final ConvKernels conv;
    private final MatmulKernels matmul;

    private CpuKernels() {
        try {
            onednn = new OnednnContext(memory);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
        conv = new CpuConv(onednn, reference.conv());
        matmul = new CpuMatmul(onednn, reference.matmul());
    }

    /**
     * Loads what is needed and opens the back-end.
     *
     * @throws doppel.bindings.lifetime.NativeException if oneDNN cannot be loaded
     */
    public static CpuKernels open() {
        return new CpuKernels();
    }

    @Override
    public Device device() {
        return new Device.Cpu();
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public ConvKernels conv() {
        return conv;
    }

    @Override
    public MatmulKernels matmul() {
        return matmul;
    }

    @Override
    public ElementwiseKernels elementwise() {
        return reference.elementwise();
    }

    @Override
    public ReduceKernels reduce() {
        return reference.reduce();
    }

    @Override
    public NormKernels norm() {
        return reference.norm();
    }

    @Override
    public ResampleKernels resample() {
        return reference.resample();
    }

    @Override
    public LayoutKernels layout() {
        return reference.layout();
    }

    @Override
    public RandomKernels random() {
        return reference.random();
    }

    @Override
    public LossKernels losses() {
        return reference.losses();
    }

    @Override
    public OptimizerKernels optimizers() {
        return reference.optimizers();
    }

    @Override
    public void synchronize() {} // calls are synchronous

    @Override
    public void close() {
        onednn.close();
        memory.close();
    }
}
