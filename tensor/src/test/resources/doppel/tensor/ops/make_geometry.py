"""Writes geometry.npz, which TorchTest reads beside torch.npz: python3 make_geometry.py, in this folder.

Made with torch 2.13.0 and numpy 2.4.6, with names and layouts as make_ops.py has them: computed in double of inputs that
are exact in single precision; pictures are [n, h, w, c], weights of transposed convolutions [k, kh, kw, c / groups].
"""
import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(21)
arrays = {}


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def case(name, f, *inputs):
    """inputs are shapes of normal values, or tensors"""
    x = [torch.randn(i) if isinstance(i, tuple) else i for i in inputs]
    x = [i.double().requires_grad_() if i.is_floating_point() else i for i in x]
    y = f(*x)
    dy = torch.randn(y.shape).double()
    dx = torch.autograd.grad(y, [i for i in x if i.requires_grad], dy)
    named = {"y": y, "dy": dy}
    for i, a in enumerate(x):
        named["x%d" % i] = a
    for i, b in enumerate(dx):
        named["dx%d" % i] = b
    for key, value in named.items():
        kind = "<f4" if value.is_floating_point() else "<i4"
        arrays[name + "/" + key] = np.array(value.detach().numpy(), kind, order="C")


def sample(mode, border, corners):
    return lambda x, grid: nhwc(F.grid_sample(nchw(x), grid, mode, border, corners))


for border in ("zeros", "border", "reflection"):
    for corners in (False, True):
        name = "sample_%s%s" % (border, "_corners" if corners else "")
        case(name, sample("bilinear", border, corners), (2, 4, 5, 3), (2, 5, 6, 2))
case("sample_nearest", sample("nearest", "zeros", False), (2, 4, 5, 3), (2, 5, 6, 2))


def transposed(stride, more=0, groups=1, dilation=1, padding=0):
    return lambda x, w, *b: nhwc(
        F.conv_transpose2d(nchw(x), nchw(w), *b, stride=stride, padding=padding, output_padding=more, groups=groups, dilation=dilation)
    )


case("transposed_conv", transposed(1), (2, 4, 3, 3), (3, 3, 2, 5), (5,))
case("transposed_conv_stride", transposed(2, more=1, padding=1), (2, 4, 3, 3), (3, 3, 3, 4), (4,))
case("transposed_conv_groups", transposed(2, groups=2, padding=1), (1, 3, 4, 6), (6, 4, 4, 2), (4,))
case("transposed_conv_dilation", transposed(3, more=2, dilation=2), (1, 3, 2, 2), (2, 3, 3, 3))
case("batch_matmul", torch.bmm, (3, 4, 5), (3, 5, 2))
case("batch_matmul_turned", lambda a, b: torch.bmm(a.transpose(1, 2), b.transpose(1, 2)), (3, 5, 4), (3, 2, 5))
case("inverse", torch.linalg.inv, torch.eye(2) * 2 + torch.rand(2, 3, 2, 2))
case("determinant", torch.linalg.det, (4, 3, 2, 2))
case("gather_rows", lambda x, i: x[i.long()], (5, 2, 3), torch.tensor([4, 0, 4, 2, 1, 4], dtype=torch.int32))
case("gather_last", lambda x, i: x[..., i.long()], (2, 3, 4), torch.tensor([3, 2, 1, 0], dtype=torch.int32))


def bilinear(height, width):
    return lambda x: nhwc(F.interpolate(nchw(x), (height, width), mode="bilinear", align_corners=True))


case("bilinear_corners_double", bilinear(8, 6), (2, 4, 3, 3))
case("bilinear_corners_half", bilinear(3, 4), (1, 6, 8, 2))
case("bilinear_corners_odd", bilinear(7, 1), (1, 4, 8, 2))

np.savez_compressed("geometry.npz", **arrays)
