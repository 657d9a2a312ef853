"""Writes torch.npz, which TorchTest reads: python3 make_ops.py, in this folder.

Made with torch 2.13.0 and numpy 2.4.6. Per case NAME: NAME/x0, NAME/x1, ... the inputs, NAME/y the result, NAME/dy a
gradient of the result and NAME/dx0, ... the gradients of the inputs. Computed in double of inputs that are exact in
single precision; pictures are [n, h, w, c], weights of convolutions [k, kh, kw, c / groups].
"""
import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(20)
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


def conv(stride=1, dilation=1, groups=1, padding=(0, 0, 0, 0), after=lambda y: y):
    """padding is top, left, bottom, right"""
    top, left, bottom, right = padding

    def f(x, w, b=None, residual=None):
        x = F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
        y = F.conv2d(x, w.permute(0, 3, 1, 2), b, stride, 0, dilation, groups).permute(0, 2, 3, 1)
        return after(y if residual is None else y + residual)

    return f


case("conv", conv(), (2, 5, 6, 3), (4, 3, 2, 3))
case("conv_same", conv(padding=(1, 1, 1, 1)), (2, 5, 4, 3), (8, 3, 3, 3), (8,))
case("conv_5x5", conv(padding=(2, 2, 2, 2)), (1, 6, 6, 4), (4, 5, 5, 4), (4,))
case("conv_stride", conv(stride=2, padding=(2, 2, 2, 2)), (1, 8, 7, 3), (5, 5, 5, 3), (5,))
case("conv_asymmetric", conv(stride=2, padding=(0, 1, 3, 2)), (2, 6, 5, 2), (3, 3, 3, 2), (3,))
case("conv_dilation", conv(dilation=2, padding=(2, 2, 2, 2)), (1, 7, 6, 2), (3, 3, 3, 2), (3,))
case("conv_dilation_stride", conv(stride=3, dilation=3, padding=(1, 4, 2, 0)), (1, 9, 10, 2), (2, 3, 3, 2))
case("conv_groups", conv(groups=2, padding=(1, 1, 1, 1)), (2, 4, 4, 6), (4, 3, 3, 3), (4,))
case("conv_depthwise", conv(stride=2, groups=8, padding=(1, 0, 1, 1)), (1, 6, 5, 8), (8, 3, 3, 1), (8,))
case("conv_1x1", conv(), (2, 3, 3, 16), (8, 1, 1, 16), (8,))
case(
    "conv_leaky_residual",
    conv(padding=(1, 1, 1, 1), after=lambda y: F.leaky_relu(y, 0.2)),
    (1, 5, 5, 4),
    (4, 3, 3, 4),
    (4,),
    (1, 5, 5, 4),
)
case("conv_sigmoid", conv(after=torch.sigmoid), (1, 4, 4, 8), (3, 1, 1, 8), (3,))


def bilinear(height, width):
    return picture(lambda x: F.interpolate(x, (height, width), mode="bilinear", align_corners=False))


def nearest(height, width):
    return picture(lambda x: F.interpolate(x, (height, width), mode="nearest"))


case("bilinear_double", bilinear(8, 6), (2, 4, 3, 3))
case("bilinear_half", bilinear(3, 4), (1, 6, 8, 2))
case("bilinear_odd", bilinear(7, 5), (1, 4, 8, 2))
case("nearest_double", nearest(8, 6), (2, 4, 3, 3))
case("nearest_odd", nearest(3, 7), (1, 5, 4, 2))


def max_pool(size, stride, padding):
    top, left, bottom, right = padding
    return picture(lambda x: F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-torch.inf), size, stride))


def average_pool(size, stride, padding):
    """Padding is not counted: sums divided by the number of pixels that are there."""
    top, left, bottom, right = padding
    pool = lambda x: F.avg_pool2d(F.pad(x, (left, right, top, bottom)), size, stride)
    return picture(lambda x: pool(x) / pool(torch.ones_like(x)))


case("max_pool", max_pool(2, 2, (0, 0, 0, 0)), (2, 6, 5, 3))
case("max_pool_padded", max_pool(3, 2, (1, 0, 2, 1)), (1, 6, 7, 2))
case("average_pool", average_pool(2, 2, (0, 0, 0, 0)), (2, 6, 5, 3))
case("average_pool_padded", average_pool(3, 2, (1, 0, 2, 1)), (1, 6, 7, 2))
case("depth_to_space_channel_first", picture(lambda x: F.pixel_shuffle(x, 2)), (2, 2, 3, 12))


def depth_to_space_block_first(x):
    n, h, w, c = x.shape
    return x.reshape(n, h, w, 2, 2, c // 4).permute(0, 1, 3, 2, 4, 5).reshape(n, 2 * h, 2 * w, c // 4)


case("depth_to_space_block_first", depth_to_space_block_first, (2, 2, 3, 12))
case("pad", picture(lambda x: F.pad(x, (3, 4, 1, 2))), (1, 2, 3, 2))
case("concat", lambda a, b, c: torch.cat((a, b, c), 3), (1, 2, 2, 1), (1, 2, 2, 3), (1, 2, 2, 2))
case("slice", lambda x: x[:, 1:3], (2, 4, 3))
case("rows", lambda x: x[1:3], (4, 2, 2))
case("transpose", lambda x: x.permute(2, 0, 3, 1), (2, 3, 4, 2))
case("matmul", lambda a, b, c: torch.addmm(c, a, b), (5, 7), (7, 3), (3,))
case("divide", lambda a, b: a / b, (2, 3, 4), (3, 1), positive=True)
case("multiply", lambda a, b: a * b, (2, 1, 4), (3, 1))
case("subtract", lambda a, b: a - b, (4,), (2, 3, 1))
case("mean", lambda x: x.mean((1, 2), keepdim=True), (2, 3, 4, 2))
case("sum", lambda x: x.sum(), (3, 5))
case("softplus", F.softplus, (20,))
case("x_cos_x", lambda x: x * torch.cos(x), (20,))
case("tanh", torch.tanh, (20,))
case("clamp", lambda x: x.clamp(-0.5, 0.75), (20,))
case("rms_norm", lambda x: F.rms_norm(x, (6,), eps=1e-6), (3, 6))


def dssim(a, b, size=4, c1=1e-4, c2=9e-4):
    """Channels apart; the window is a Gaussian of sigma 1.5 about the middle of an even size."""
    i = torch.arange(size).double() - (size - 1) / 2
    w = torch.exp(-(i**2) / (2 * 1.5**2))
    w = (w / w.sum()).outer(w / w.sum())[None, None]

    def mean(x):
        n, h, wide, c = x.shape
        planes = x.permute(0, 3, 1, 2).reshape(n * c, 1, h, wide)
        return F.conv2d(planes, w)

    ma, mb = mean(a), mean(b)
    luminance = (2 * ma * mb + c1) / (ma**2 + mb**2 + c1)
    contrast = (2 * mean(a * b) - 2 * ma * mb + c2) / (mean(a**2 + b**2) - ma**2 - mb**2 + c2)
    return ((1 - (luminance * contrast).mean((1, 2, 3))) / 2).reshape(a.shape[0], a.shape[3])


case("dssim", dssim, (2, 7, 6, 2), (2, 7, 6, 2), positive=True)

np.savez_compressed("torch.npz", **arrays)
