package doppel.kernels.cpu;

import doppel.bindings.lifetime.NativeException;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.Onednn;
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
import doppel.kernels.Precision;
import doppel.kernels.RandomKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.ResampleKernels;
import doppel.kernels.host.HostMemory;
import doppel.kernels.reference.ReferenceKernels;
import java.util.function.Function;

/** The families of the host's processor; each is its own class. */
public final class CpuKernels implements Kernels {
    private final HostMemory memory = new HostMemory("cpu");
    private final Crew crew = new Crew(Runtime.getRuntime().availableProcessors());
    private final Precision precision;
    private final OnednnContext onednn;
    private final WinogradConv winograd;
    private final ConvKernels conv;
    private final MatmulKernels matmul;
    private final ResampleKernels resample;
    private final ElementwiseKernels elementwise;
    private final ReduceKernels reduce;
    private final EpilogueKernels epilogue;
    private final NormKernels norm;
    private final GeometryKernels geometry;
    private final LayoutKernels layout;
    private final RandomKernels random;
    private final LossKernels losses;
    private final OptimizerKernels optimizers;

    /** @param others takes what there is no fast way for */
    CpuKernels(Precision precision, Function<HostMemory, Kernels> others) {
        this.precision = precision;
        try {
            onednn = new OnednnContext(memory);
        } catch (RuntimeException e) {
            crew.close();
            memory.close();
            throw e;
        }
        Kernels reference = others.apply(memory);
        reduce = new CpuReduce(crew, reference.reduce());
        winograd = new WinogradConv(onednn, crew, memory);
        DataType factors = precision == Precision.BF16 ? DataType.BF16 : DataType.F32;
        conv = new CpuConv(onednn, winograd, reduce, reference.conv(), factors);
        matmul = new CpuMatmul(onednn, reference.matmul());
        resample = new CpuResample(onednn, crew, reference.resample());
        elementwise = new CpuElementwise(memory, crew, reference.elementwise());
        epilogue = new CpuEpilogue(crew, reference.epilogue(), memory, reduce);
        norm = new CpuNorm(crew, reference.norm());
        geometry = new CpuGeometry(crew, reference.geometry());
        layout = new CpuLayout(crew, reference.layout());
        random = new CpuRandom(crew, reference.random());
        losses = new CpuLosses(crew, reference.losses());
        optimizers = new CpuOptimizers(crew, reference.optimizers(), memory, reduce);
    }

    /**
     * Loads what is needed and opens the back-end.
     *
     * @throws doppel.bindings.lifetime.NativeException if oneDNN cannot be loaded, tf32 is asked for, or bf16 is asked
     *     for on a processor that has no instructions for it and would be slower than with f32
     */
    public static CpuKernels open(Precision precision) {
        if (precision == Precision.TF32) {
            throw new NativeException(
                    "precision: a processor has no tf32; use fp32%s".formatted(supportsBf16() ? " or bf16" : ""));
        }
        if (precision == Precision.BF16 && !supportsBf16()) {
            throw new NativeException("precision: this processor has no bf16 instructions (%s); use fp32"
                    .formatted(Onednn.load().instructions()));
        }
        return new CpuKernels(precision, ReferenceKernels::on);
    }

    /** Whether the processor has instructions for bf16. */
    public static boolean supportsBf16() {
        return Onednn.load().bf16();
    }

    @Override
    public Device device() {
        return new Device.Cpu();
    }

    @Override
    public String describe() {
        Onednn.Report library = Onednn.load();
        String threads =
                library.threads().isPresent() ? String.valueOf(library.threads().getAsInt()) : "?";
        return "cpu, oneDNN %s with %s on %s threads, %s"
                .formatted(library.version(), library.instructions(), threads, precision);
    }

    @Override
    public DType storage() {
        return precision == Precision.BF16 ? DType.BF16 : DType.F32;
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
    public EpilogueKernels epilogue() {
        return epilogue;
    }

    @Override
    public MatmulKernels matmul() {
        return matmul;
    }

    @Override
    public ElementwiseKernels elementwise() {
        return elementwise;
    }

    @Override
    public ReduceKernels reduce() {
        return reduce;
    }

    @Override
    public NormKernels norm() {
        return norm;
    }

    @Override
    public ResampleKernels resample() {
        return resample;
    }

    @Override
    public GeometryKernels geometry() {
        return geometry;
    }

    @Override
    public LayoutKernels layout() {
        return layout;
    }

    @Override
    public RandomKernels random() {
        return random;
    }

    @Override
    public LossKernels losses() {
        return losses;
    }

    @Override
    public OptimizerKernels optimizers() {
        return optimizers;
    }

    @Override
    public void synchronize() {} // calls are synchronous

    @Override
    public void close() {
        winograd.close();
        onednn.close();
        crew.close();
        memory.close();
    }
}
