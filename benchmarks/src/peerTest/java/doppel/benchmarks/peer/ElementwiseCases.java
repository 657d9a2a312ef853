package doppel.benchmarks.peer;

import doppel.kernels.Activation;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.Op;
import doppel.tensor.ops.Activate;
import doppel.tensor.ops.Add;
import doppel.tensor.ops.Affine;
import doppel.tensor.ops.Cast;
import doppel.tensor.ops.Clamp;
import doppel.tensor.ops.Divide;
import doppel.tensor.ops.Map;
import doppel.tensor.ops.Maximum;
import doppel.tensor.ops.Minimum;
import doppel.tensor.ops.Multiply;
import doppel.tensor.ops.Subtract;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Functions of each element alone. */
final class ElementwiseCases {
    private ElementwiseCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>(List.of(
                binary("add", new Add(), x -> x[0].add(x[1])),
                binary("subtract", new Subtract(), x -> x[0].sub(x[1])),
                binary("multiply", new Multiply(), x -> x[0].mul(x[1])),
                binary("divide", new Divide(), x -> x[0].div(x[1])),
                binary("maximum", new Maximum(), x -> torch.maximum(x[0], x[1])),
                binary("minimum", new Minimum(), x -> torch.minimum(x[0], x[1])),
                new OpCase("affine", ElementwiseCases::affine),
                new OpCase("clamp", ElementwiseCases::clamp),
                new OpCase("cast", d -> Trial.of(new Cast(DType.BF16), ElementwiseCases::rounded, d.values(d.shape()))),
                activate("leaky relu", Activation.leakyRelu(0.2)),
                activate("relu", Activation.RELU),
                activate("sigmoid", Activation.SIGMOID),
                activate("tanh", Activation.TANH),
                activate("no activation", Activation.NONE)));
        for (Unary f : Unary.values()) cases.add(new OpCase("map " + f, d -> unary(d, f)));
        return cases;
    }

    /** Any of the two may be stretched, or lack leading axes. */
    private static OpCase binary(String name, Op op, Trial.Peer theirs) {
        return new OpCase(name, d -> {
            int[] a = d.shape();
            int[] b = a.clone();
            for (int i = 0; i < a.length; i++) {
                switch (d.between(0, 3)) {
                    case 0 -> a[i] = 1;
                    case 1 -> b[i] = 1;
                    default -> {} // alike
                }
            }
            if (d.coin() && b.length > 1) b = new int[] {b[b.length - 1]};
            return Trial.of(op, theirs, d.values(a), op instanceof Divide ? d.positive(b) : d.values(b));
        });
    }

    private static Trial affine(Draw d) {
        double factor = d.of(1.0, -0.3, 2.5);
        double term = d.of(0.0, 0.7);
        Trial.Peer theirs = x -> x[0].mul(Torch.number(factor)).add(Torch.number(term));
        return Trial.of(new Affine(factor, term), theirs, d.values(d.shape()));
    }

    private static Trial clamp(Draw d) {
        var low = new ScalarOptional(Torch.number(-0.4));
        var high = new ScalarOptional(Torch.number(0.6));
        return Trial.of(new Clamp(-0.4, 0.6), x -> torch.clamp(x[0], low, high), d.values(d.shape()));
    }

    private static Tensor rounded(Tensor... x) {
        return x[0].to(torch.ScalarType.BFloat16).to(torch.ScalarType.Double);
    }

    private static OpCase activate(String name, Activation activation) {
        return new OpCase(
                name,
                d -> Trial.of(new Activate(activation), x -> Torch.activated(x[0], activation), d.values(d.shape())));
    }

    private static Trial unary(Draw d, Unary f) {
        int[] shape = d.shape();
        Trial.Peer theirs = switch (f) {
            case ABS -> x -> x[0].abs();
            case SQUARE -> x -> x[0].mul(x[0]);
            case SQRT -> x -> x[0].sqrt();
            case EXP -> x -> x[0].exp();
            case LOG -> x -> x[0].log();
            case RECIPROCAL -> x -> x[0].reciprocal();
            case X_COS_X -> x -> x[0].mul(x[0].cos());
            case SOFTPLUS -> x -> torch.softplus(x[0]);
        };
        boolean positive = f == Unary.SQRT || f == Unary.LOG || f == Unary.RECIPROCAL;
        return Trial.of(new Map(f), theirs, positive ? d.positive(shape) : d.values(shape));
    }
}
