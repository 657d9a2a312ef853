"""Writes norms.npz, which TorchTest reads beside torch.npz: python3 make_norms.py, in this folder.

Made with torch 2.13.0 and numpy 2.4.6; what the arrays are is said in make_ops.py.
"""
import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(21)
arrays = {}


def picture(f):
    """A function of [n, c, h, w] as one of [n, h, w, c]."""
    return lambda x, *more: f(x.permute(0, 3, 1, 2), *more).permute(0, 2, 3, 1)


def case(name, f, *shapes, positive=False):
    x = []
    for shape in shapes:
        values = torch.rand(shape) + 0.5 if positive else torch.randn(shape)
        x.append(values.double().requires_grad_())
    y = f(*x)
    dy = torch.randn(y.shape).double()
    dx = torch.autograd.grad(y, x, dy)
    named = {"y": y, "dy": dy}
    for i, (a, b) in enumerate(zip(x, dx)):
        named["x%d" % i], named["dx%d" % i] = a, b
    for key, value in named.items():
        arrays[name + "/" + key] = np.array(value.detach().numpy(), "<f4", order="C")


def batch(x, scale, shift):
    return F.batch_norm(x, None, None, scale, shift, training=True, eps=1e-5)


def given(x, scale, shift, mean, variance):
    return (x - mean) / torch.sqrt(variance + 1e-5) * scale + shift


def nearest(x):
    return x.max(1, keepdim=True).values


case("batch_norm", picture(batch), (3, 4, 5, 6), (6,), (6,))
case("batch_norm_of_rows", batch, (7, 5), (5,), (5,))
case("instance_norm", picture(lambda x: F.instance_norm(x, eps=1e-5)), (3, 4, 5, 6))
case("instance_norm_affine", picture(lambda x, a, b: F.instance_norm(x, None, None, a, b)), (2, 4, 5, 3), (3,), (3,))
case("group_norm", picture(lambda x, a, b: F.group_norm(x, 2, a, b, 1e-5)), (2, 4, 3, 6), (6,), (6,))
case("layer_norm", picture(lambda x: F.group_norm(x, 1, eps=1e-5)), (2, 4, 3, 6))
case("fixed_norm", given, (2, 4, 3, 6), (6,), (6,), (6,), (6,), positive=True)
case("softmax", lambda x: F.softmax(x, -1), (2, 3, 11))
case("cosine", lambda u, v: F.cosine_similarity(u[:, None], v, -1), (2, 3, 5), (2, 4, 3, 5))
case("largest", nearest, (2, 5, 3))
case("maximum", torch.maximum, (2, 3, 4), (4,))
case("minimum", torch.minimum, (2, 3, 4), (3, 1))

# running moments after three batches, as BatchNorm2d moves them
norm = torch.nn.BatchNorm2d(6, eps=1e-5, momentum=0.1).double()
for i in range(3):
    x = torch.randn(2, 3, 4, 6) + i
    arrays["running/batch%d" % i] = np.array(x.numpy(), "<f4", order="C")
    norm(x.double().permute(0, 3, 1, 2))
arrays["running/mean"] = np.array(norm.running_mean.numpy(), "<f4")
arrays["running/variance"] = np.array(norm.running_var.numpy(), "<f4")

np.savez_compressed("norms.npz", **arrays)
