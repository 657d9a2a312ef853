#!/usr/bin/env python3
"""The standard models in PyTorch, the yardstick of our own training step.

The same nets, loss and optimizer as doppel.benchmarks.gpu.StandardNet: DeepFaceLab's df at 128 pixels and liae-ud at 256
pixels, ae 256, e 64, d 64, mask 22, 8 faces of each identity. Channels-last, bf16 autocast over fp32 weights (or TF32 with
--precision tf32), AdaBelief without bias correction by foreach operations, DSSIM and squares under a softened mask.

Prints one JSON line per measurement: a net, a way to run it (eager; graph: the whole step captured as a CUDA graph;
compiled: torch.compile of loss and optimizer) and milliseconds a step.

    peer.py [--device cuda|cpu] [--quick] [--seconds N] [--nets df-128,liae-ud-256] [--ways eager,graph,compiled]
"""

import argparse
import json
import math
import statistics
import sys
import time

try:
    import torch
    import torch.nn.functional as F
    from torch import nn
except ImportError as e:
    print(json.dumps({"status": "skipped", "why": f"no PyTorch: {e}"}), flush=True)
    sys.exit(0)

BATCH = 8
RATE, BETA1, BETA2, EPSILON = 5e-5, 0.9, 0.999, 1e-6


class Conv(nn.Conv2d):
    """Padded so that stride 1 keeps the size, with what DeepFaceLab puts behind it."""

    def __init__(self, inputs, outputs, kernel, stride=1, slope=None):
        super().__init__(inputs, outputs, kernel, stride, kernel // 2)
        self.slope = slope

    def forward(self, x):
        y = super().forward(x)
        return y if self.slope is None else F.leaky_relu(y, self.slope)


def downscale(inputs, outputs):
    return Conv(inputs, outputs, 5, 2, 0.1)


def depth_to_space(x):
    """Blocks outermost in the channels, as DeepFaceLab has them; one copy, and channels stay last."""
    n, c, h, w = x.shape
    x = x.permute(0, 2, 3, 1).reshape(n, h, w, 2, 2, c // 4)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(n, 2 * h, 2 * w, c // 4).permute(0, 3, 1, 2)


class Upscale(Conv):
    def __init__(self, inputs, outputs):
        super().__init__(inputs, 4 * outputs, 3, 1, 0.1)

    def forward(self, x):
        return depth_to_space(super().forward(x))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = Conv(channels, channels, 3, 1, 0.2)
        self.conv2 = Conv(channels, channels, 3)

    def forward(self, x):
        return F.leaky_relu(self.conv2(self.conv1(x)) + x, 0.2)


class Encoder(nn.Module):
    def __init__(self, e, normalised):
        super().__init__()
        self.body = nn.Sequential(
            downscale(3, e), downscale(e, 2 * e), downscale(2 * e, 4 * e), downscale(4 * e, 8 * e)
        )
        self.normalised = normalised

    def forward(self, x):
        code = self.body(x).permute(0, 2, 3, 1).flatten(1)
        if self.normalised:
            wide = code.float()
            code = wide * torch.rsqrt(wide.square().mean(1, keepdim=True) + 1e-6)
        return code


class Inter(nn.Module):
    def __init__(self, length, ae, low, out):
        super().__init__()
        self.squeeze = nn.Linear(length, ae)
        self.spread = nn.Linear(ae, low * low * out)
        self.up = Upscale(out, out)
        self.low, self.out = low, out

    def forward(self, code):
        rows = self.spread(self.squeeze(code)).view(-1, self.low, self.low, self.out)
        return self.up(rows.permute(0, 3, 1, 2))  # channels last without a copy


class Decoder(nn.Module):
    def __init__(self, inputs, d, mask, doubled):
        super().__init__()
        wide = [inputs, 8 * d, 4 * d, 2 * d]
        thin = [inputs, 8 * mask, 4 * mask, 2 * mask] + ([mask] if doubled else [])
        self.body = nn.Sequential(*[m for a, b in zip(wide, wide[1:]) for m in (Upscale(a, b), Residual(b))])
        self.mask = nn.Sequential(*[Upscale(a, b) for a, b in zip(thin, thin[1:])], Conv(thin[-1], 1, 1))
        kernels = [1, 3, 3, 3] if doubled else [1]
        self.heads = nn.ModuleList([Conv(wide[-1], 3, k) for k in kernels])

    def forward(self, x):
        y = self.body(x)
        parts = [head(y) for head in self.heads]
        image = parts[0]
        if len(parts) > 1:  # four pictures of half the size, interleaved
            image = depth_to_space(torch.cat(parts, 1))
        return torch.sigmoid(image.float()), torch.sigmoid(self.mask(x).float())


class Df(nn.Module):
    def __init__(self, size, ae, e, d, mask):
        super().__init__()
        low = size // 16
        self.encoder = Encoder(e, False)
        self.inter = Inter(8 * e * low * low, ae, low, ae)
        self.source = Decoder(ae, d, mask, False)
        self.destination = Decoder(ae, d, mask, False)

    def forward(self, source, destination):
        n = source.shape[0]
        maps = self.inter(self.encoder(torch.cat([source, destination])))
        return self.source(maps[:n]), self.destination(maps[n:])


class LiaeUd(nn.Module):
    def __init__(self, size, ae, e, d, mask):
        super().__init__()
        code = size // 16
        self.encoder = Encoder(e, True)
        self.both = Inter(8 * e * code * code, ae, size // 32, 2 * ae)
        self.own = Inter(8 * e * code * code, ae, size // 32, 2 * ae)
        self.decoder = Decoder(4 * ae, d, mask, True)

    def forward(self, source, destination):
        n = source.shape[0]
        code = self.encoder(torch.cat([source, destination]))
        shared = self.both(code)
        first = torch.cat([shared[:n], self.own(code[n:])])
        image, mask = self.decoder(torch.cat([first, shared], 1))
        return (image[:n], mask[:n]), (image[n:], mask[n:])


NETS = {"df-128": (Df, 128), "liae-ud-256": (LiaeUd, 256)}


def bell(size, sigma, even_centre):
    centre = (size - 1) / 2 if even_centre else size // 2
    g = torch.tensor([math.exp(-((i - centre) ** 2) / (2 * sigma * sigma)) for i in range(size)])
    return g / g.sum()


class Loss(nn.Module):
    """DeepFaceLab's: 10 dssim + 10 squares under the softened mask, 10 squares of the mask; one value per face."""

    def __init__(self, size):
        super().__init__()
        sizes = [int(size / 11.6)] + ([int(size / 23.2)] if size >= 256 else [])
        for i, window in enumerate(sizes):
            self.register_buffer(f"window{i}", bell(window, 1.5, True))
        self.windows = len(sizes)
        sigma = max(1, size // 32)
        blur = max(3, 4 * sigma)
        self.register_buffer("blur", bell(blur + 1 - blur % 2, sigma, False))

    @staticmethod
    def filtered(x, window, padding=0):
        """Each channel by a separable window."""
        c = x.shape[1]
        rows = F.conv2d(x, window.view(1, 1, -1, 1).expand(c, 1, -1, 1), groups=c, padding=(padding, 0))
        return F.conv2d(rows, window.view(1, 1, 1, -1).expand(c, 1, 1, -1), groups=c, padding=(0, padding))

    def dssim(self, a, b, window):
        m0, m1 = self.filtered(a, window), self.filtered(b, window)
        product, squares = self.filtered(a * b, window), self.filtered(a * a + b * b, window)
        c1, c2 = 1e-4, 9e-4
        luminance = (2 * m0 * m1 + c1) / (m0 * m0 + m1 * m1 + c1)
        contrast = (2 * product - 2 * m0 * m1 + c2) / (squares - m0 * m0 - m1 * m1 + c2)
        return (1 - (luminance * contrast).mean((2, 3))).mean(1) / 2

    def forward(self, image, mask, painted):
        soft = self.filtered(mask, self.blur, self.blur.numel() // 2).clamp(0, 0.5) * 2
        t, p = image * soft, painted[0] * soft
        loss = 10 * (t - p).square().mean((1, 2, 3)) + 10 * (mask - painted[1]).square().mean((1, 2, 3))
        for i in range(self.windows):
            loss = loss + 10 / self.windows * self.dssim(t, p, getattr(self, f"window{i}"))
        return loss


class Step:
    """One training step on a fixed batch; what differs between the ways to run it is outside."""

    def __init__(self, name, device, precision, quick):
        net, size = NETS[name]
        dims = (64, 32, 16, 16, 16) if quick else (size, 256, 64, 64, 22)
        batch = 2 if quick else BATCH
        torch.manual_seed(1)
        self.device, self.precision = device, precision
        self.net = net(*dims).to(device).to(memory_format=torch.channels_last)
        self.loss = Loss(dims[0]).to(device)
        self.weights = list(self.net.parameters())
        self.m = [torch.zeros_like(w) for w in self.weights]
        self.v = [torch.zeros_like(w) for w in self.weights]
        shape = (batch, 3, dims[0], dims[0])
        self.pictures = [
            torch.rand(shape, device=device).to(memory_format=torch.channels_last) for _ in range(2)
        ]
        self.masks = [torch.ones(batch, 1, *shape[2:], device=device) for _ in range(2)]

    def forward(self):
        with torch.autocast(self.device, torch.bfloat16, enabled=self.precision == "bf16"):
            source, destination = self.net(*self.pictures)
        losses = self.loss(self.pictures[0], self.masks[0], source)
        losses = losses + self.loss(self.pictures[1], self.masks[1], destination)
        return losses.sum()

    @torch.no_grad()
    def update(self):
        g = [w.grad for w in self.weights]
        torch._foreach_lerp_(self.m, g, 1 - BETA1)
        strayed = torch._foreach_sub(g, self.m)
        torch._foreach_mul_(self.v, BETA2)
        torch._foreach_addcmul_(self.v, strayed, strayed, 1 - BETA2)
        root = torch._foreach_sqrt(self.v)
        torch._foreach_add_(root, EPSILON)
        torch._foreach_addcdiv_(self.weights, self.m, root, -RATE)

    def run(self, forward, update):
        for w in self.weights:
            w.grad = None
        loss = forward()
        loss.backward()
        update()
        return loss


def captured(step):
    """The step as a CUDA graph, by PyTorch's own recipe: warm up on a side stream, then capture."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step.run(step.forward, step.update)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step.run(step.forward, step.update)

    def replay():
        graph.replay()
        return loss

    return replay


def way_to_run(step, way):
    if way == "graph":
        return captured(step)
    if way == "compiled":
        forward, update = torch.compile(step.forward), torch.compile(step.update)
        return lambda: step.run(forward, update)
    return lambda: step.run(step.forward, step.update)


def measure(run, device, steps, until):
    """Milliseconds a step of rows of steps, the device waited for after each row; the first and the last loss."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    first = run().item()
    for _ in range(min(10, steps)):
        run()
    times = []
    wait()
    row = min(10, steps)
    while len(times) * row < steps and (not times or time.monotonic() < until):
        begun = time.perf_counter()
        for _ in range(row):
            loss = run()
        wait()
        times.append(1e3 * (time.perf_counter() - begun) / row)
    return times, first, loss.item()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    options.add_argument("--quick", action="store_true", help="tiny nets and two steps, to try the script")
    options.add_argument("--seconds", type=float, default=600, help="stop beginning anything after this time")
    options.add_argument("--nets", default=",".join(NETS))
    options.add_argument("--ways", default="eager,graph,compiled")
    options.add_argument("--precision", choices=["bf16", "tf32", "fp32"], default="bf16")
    options.add_argument("--steps", type=int, default=200)
    o = options.parse_args()
    until = time.monotonic() + o.seconds
    if o.device == "cuda" and not torch.cuda.is_available():
        print(json.dumps({"status": "skipped", "why": f"PyTorch {torch.__version__} sees no card"}), flush=True)
        return 0
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = o.precision != "fp32"
    print(json.dumps({"what": "PyTorch", "version": torch.__version__}), flush=True)
    failed = False
    for way in o.ways.split(","):  # the slow compiler last
        for name in o.nets.split(","):
            line = {"net": name, "precision": o.precision, "how": way}
            if way == "graph" and o.device == "cpu":
                continue
            if time.monotonic() > until:
                print(json.dumps(line | {"status": "deadline", "why": f"no time for {name} {way}"}), flush=True)
                continue
            try:
                begun = time.monotonic()
                step = Step(name, o.device, o.precision, o.quick)
                run = way_to_run(step, way)
                times, first, last = measure(run, o.device, 2 if o.quick else o.steps, until)
                line |= {"ms": statistics.median(times), "rows": len(times), "first": first, "last": last}
                line |= {"seconds": time.monotonic() - begun}
                if o.device == "cuda":
                    line |= {"MiB": torch.cuda.max_memory_reserved() >> 20}
                print(json.dumps(line), flush=True)
            except Exception as e:  # one way that fails must not cost the others
                failed = True
                why = f"{name} {way}: {type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}"
                print(json.dumps(line | {"status": "failed", "why": why}), flush=True)
            step = run = None
            if o.device == "cuda":
                torch.cuda.empty_cache()
                torch.cuda.reset_peak_memory_stats()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
