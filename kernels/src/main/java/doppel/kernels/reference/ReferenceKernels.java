package doppel.kernels.reference;

import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.ElementwiseKernels;
import doppel.kernels.EpilogueKernels;
import doppel.kernels.GeometryKernels;
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

/** Textbook loops on host memory. */
public final class ReferenceKernels implements Kernels {
    private final HostMemory memory;
    private final boolean ownsMemory;

    /** A back-end of its own. */
    public ReferenceKernels() {
        this(new HostMemory("reference"), true);
    }

    private ReferenceKernels(HostMemory memory, boolean ownsMemory) {
        this.memory = memory;
        this.ownsMemory = ownsMemory;
    }

    /** The same loops on memory that another back-end owns. */
    public static ReferenceKernels on(HostMemory memory) {
        return new ReferenceKernels(memory, false);
    }

    @Override
    public Device device() {
        return new Device.Cpu();
    }

    @Override
    public String describe() {
        return "cpu, textbook loops";
    }

    @Override
    public DType storage() {
        return DType.F32;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public ConvKernels conv() {
        return new ReferenceConv();
    }

    @Override
    public EpilogueKernels epilogue() {
        return new ReferenceEpilogue();
    }

    @Override
    public MatmulKernels matmul() {
        return new ReferenceMatmul();
    }

    @Override
    public ElementwiseKernels elementwise() {
        return new ReferenceElementwise();
    }

    @Override
    public ReduceKernels reduce() {
        return new ReferenceReduce();
    }

    @Override
    public NormKernels norm() {
        return new ReferenceNorm();
    }

    @Override
    public ResampleKernels resample() {
        return new ReferenceResample();
    }

    @Override
    public GeometryKernels geometry() {
        return new ReferenceGeometry();
    }

    @Override
    public LayoutKernels layout() {
        return new ReferenceLayout();
    }

    @Override
    public RandomKernels random() {
        return new ReferenceRandom();
    }

    @Override
    public LossKernels losses() {
        return new ReferenceLosses();
    }

    @Override
    public OptimizerKernels optimizers() {
        return new ReferenceOptimizers();
    }

    @Override
    public void synchronize() {} // calls are synchronous

    @Override
    public void close() {
        if (ownsMemory) memory.close();
    }
}
