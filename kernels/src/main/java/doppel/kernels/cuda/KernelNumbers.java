package doppel.kernels.cuda;

import doppel.kernels.Activation;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.ElementwiseKernels.Unary;

/** What kernels call functions and types: the numbers of their {@code switch}es. */
final class KernelNumbers {
    private KernelNumbers() {}

    /** As {@code activation} of prelude.cuh. */
    static int of(Activation.Kind kind) {
        return switch (kind) {
            case NONE -> 0;
            case LEAKY_RELU -> 1;
            case SIGMOID -> 2;
            case TANH -> 3;
        };
    }

    /** As {@code unary_value} of unary.cu. */
    static int of(Unary f) {
        return switch (f) {
            case ABS -> 0;
            case SQUARE -> 1;
            case SQRT -> 2;
            case EXP -> 3;
            case LOG -> 4;
            case RECIPROCAL -> 5;
            case X_COS_X -> 6;
            case SOFTPLUS -> 7;
        };
    }

    /** As {@code binary_value} of binary.cu. */
    static int of(Binary f) {
        return switch (f) {
            case ADD -> 0;
            case SUBTRACT -> 1;
            case MULTIPLY -> 2;
            case DIVIDE -> 3;
            case MAX -> 4;
            case MIN -> 5;
            case GREATER_OR_EQUAL -> 6;
        };
    }

    /** As {@code cast} of cast.cu. */
    static int of(DType type) {
        return switch (type) {
            case F32 -> 0;
            case F64 -> 1;
            case BF16 -> 2;
            case U8 -> 3;
            case I32 -> 4;
        };
    }
}
