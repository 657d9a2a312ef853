package doppel.app.model;

import doppel.tensor.Tensor;

/**
 * What the faces of one identity should look like.
 *
 * @param image {@code [n, r, r, 3]}, BGR in 0..1
 * @param mask {@code [n, r, r, 1]}, 1 where the face is
 * @param eyesMouth {@code [n, r, r, 1]}, above 0 at eyes and mouth
 */
public record FaceTargets(Tensor image, Tensor mask, Tensor eyesMouth) {}
