package doppel.app.model;

import doppel.benchmarks.gpu.Faces;
import doppel.kernels.Shape;
import doppel.tensor.Gradients;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a step of training hands to the optimizer, from the inside of the package.
 *
 * @param loss mean of both identities, added
 * @param byPath of the weights' paths, in their order of axes
 */
public record ModelGradients(double loss, Map<String, float[]> byPath) {
    /** Gradients of a batch of each identity, which is its own target. */
    public static ModelGradients of(SaehdModel model, Faces source, Faces destination) {
        try (TensorScope step = model.scope().recording()) {
            TrainingStep.Faces src = tensors(step, model.options().resolution(), source);
            TrainingStep.Faces dst = tensors(step, model.options().resolution(), destination);
            SwapNet.Pair painted = model.reconstruct(src.input(), dst.input());
            Tensor loss = model.loss()
                    .of(src.targets(), painted.source().get())
                    .plus(model.loss().of(dst.targets(), painted.destination().get()));
            double mean = loss.detached().mean(0).item();
            Gradients gradients = step.tape().backward(loss);
            Map<String, float[]> byPath = new LinkedHashMap<>();
            model.weights()
                    .forEach((path, weight) ->
                            byPath.put(path, gradients.of(weight).toFloats()));
            return new ModelGradients(mean, byPath);
        }
    }

    private static TrainingStep.Faces tensors(TensorScope scope, int r, Faces faces) {
        int n = faces.masks().length / (r * r);
        Tensor image = scope.of(new Shape(n, r, r, 3), faces.pictures());
        return new TrainingStep.Faces(
                image,
                new FaceTargets(
                        image,
                        scope.of(new Shape(n, r, r, 1), faces.masks()),
                        scope.of(new Shape(n, r, r, 1), faces.eyesMouths())));
    }
}
