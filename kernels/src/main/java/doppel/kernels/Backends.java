package doppel.kernels;

import doppel.bindings.lifetime.NativeException;
import doppel.kernels.DeviceReport.Finding;
import doppel.kernels.cpu.CpuKernels;
import doppel.kernels.cuda.CudaKernels;
import doppel.kernels.cuda.CudaRequirements;
import doppel.kernels.reference.ReferenceKernels;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens back-ends; the one place that knows them all. */
public final class Backends {
    private Backends() {}

    /**
     * The back-end of a device, in single precision.
     *
     * @throws doppel.bindings.lifetime.NativeException if a library it needs cannot be loaded
     */
    public static Kernels open(Device device) {
        return open(device, Precision.FP32);
    }

    /**
     * The back-end of a device.
     *
     * @throws doppel.bindings.lifetime.NativeException if a library it needs cannot be loaded, or it cannot compute
     *     fast in this precision
     */
    public static Kernels open(Device device, Precision precision) {
        return switch (device) {
            case Device.Cpu() -> CpuKernels.open(precision);
            case Device.Cuda cuda -> CudaKernels.open(cuda, precision);
        };
    }

    /**
     * Whether a device has instructions for a precision.
     *
     * @throws doppel.bindings.lifetime.NativeException if a library needed to know cannot be loaded
     */
    public static boolean isFast(Device device, Precision precision) {
        return switch (device) {
            case Device.Cpu() ->
                switch (precision) {
                    case FP32 -> true;
                    case TF32 -> false;
                    case BF16 -> CpuKernels.supportsBf16();
                };
            case Device.Cuda cuda -> CudaKernels.supports(cuda, precision);
        };
    }

    /**
     * The precision to train in where none is asked for: bf16 on a card that has it; on a processor the usual one, if
     * it has instructions for it; else fp32.
     *
     * @param usual what the model is usually trained in on a processor
     * @throws doppel.bindings.lifetime.NativeException if a library needed to know cannot be loaded
     */
    public static Precision forTraining(Device device, Precision usual) {
        Precision wanted = switch (device) {
            case Device.Cpu() -> usual;
            case Device.Cuda _ -> Precision.BF16;
        };
        return isFast(device, wanted) ? wanted : Precision.FP32;
    }

    /** Textbook loops on the host, f32 and f64: slow, and the measure of all others. */
    public static Kernels reference() {
        return new ReferenceKernels();
    }

    /**
     * The device to compute on: the one asked for; else the first card, if it and all it needs are here; else the
     * processor.
     *
     * @param asked null if the choice is free
     * @throws NativeException if the device asked for cannot be used; no other one is taken then
     */
    public static DeviceChoice choose(@Nullable Device asked) {
        return choose(asked, CudaRequirements::firstProblem);
    }

    /** @param problems what keeps a card from being used */
    static DeviceChoice choose(@Nullable Device asked, Function<Device.Cuda, Optional<Finding>> problems) {
        return switch (asked) {
            case null -> {
                var card = new Device.Cuda(0);
                yield problems.apply(card)
                        .map(problem -> new DeviceChoice(new Device.Cpu(), "no cuda: " + text(problem)))
                        .orElseGet(() -> new DeviceChoice(card, "a card and all it needs are here"));
            }
            case Device.Cpu cpu -> new DeviceChoice(cpu, "as asked");
            case Device.Cuda card -> {
                problems.apply(card).ifPresent(problem -> {
                    throw CudaRequirements.refusal(card, problem);
                });
                yield new DeviceChoice(card, "as asked");
            }
        };
    }

    private static String text(Finding problem) {
        return problem.subject() + ": " + problem.text();
    }

    /** What a card needs and what of it is here; opens all libraries there are, which takes up to seconds. */
    public static DeviceReport examine(Device.Cuda device) {
        return CudaRequirements.examine(device);
    }
}
