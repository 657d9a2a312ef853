"""Writes operators.json: small ONNX models, an input for each, and what onnxruntime makes of it.

Run with onnx 1.2x, onnxruntime and numpy: python operators.py
"""

import base64
import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(7)
cases = []


def weights(*shape, scale=0.5):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def positive(*shape):
    return rng.uniform(0.5, 1.5, shape).astype(np.float32)


def ints(*values):
    return np.array(values, np.int64)


def case(name, shape, nodes, constants=None, opset=11, at=None, data=None):
    """nodes: lists of (type, inputs, outputs, attributes); input "x", output "y"."""
    made = [helper.make_node(t, i, o, name=f"{t}_{n}", **a) for n, (t, i, o, a) in enumerate(nodes)]
    graph = helper.make_graph(
        made,
        name,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None] * len(shape))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(v, k) for k, v in (constants or {}).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=6)
    x = weights(*shape, scale=1.0) if data is None else data
    session = onnxruntime.InferenceSession(model.SerializeToString())
    y = session.run(["y"], {"x": x})[0]
    cases.append({
        "name": name,
        "model": base64.b64encode(model.SerializeToString()).decode(),
        "x": {"sizes": list(x.shape), "values": [round(float(v), 7) for v in x.ravel()]},
        "y": {"sizes": list(y.shape), "values": [round(float(v), 6) for v in y.ravel()]},
    })


def one(name, shape, type_, constants=None, opset=11, data=None, **attributes):
    names = list(constants or {})
    case(name, shape, [(type_, ["x"] + names, ["y"], attributes)], constants, opset, data=data)


P = [1, 3, 6, 5]  # a small picture with odd sides

# Convolution
one("conv, stride 2, uneven pads", P, "Conv", {"w": weights(4, 3, 3, 3), "b": weights(4)}, strides=[2, 2], pads=[0, 1, 2, 1])
one("conv, dilated, in groups", [2, 4, 7, 6], "Conv", {"w": weights(6, 2, 3, 3)}, group=2, dilations=[2, 2], pads=[2, 2, 2, 2])
one("conv, depthwise", [1, 4, 5, 5], "Conv", {"w": weights(4, 1, 3, 3), "b": weights(4)}, group=4, pads=[1, 1, 1, 1])
one("conv, window not square", P, "Conv", {"w": weights(2, 3, 1, 3)}, kernel_shape=[1, 3])
for auto in ("SAME_UPPER", "SAME_LOWER", "VALID"):
    one(f"conv, {auto}", P, "Conv", {"w": weights(2, 3, 2, 2)}, auto_pad=auto, strides=[2, 2])
bn = {"g": positive(4), "h": weights(4), "m": weights(4), "v": positive(4)}
conv_bn = [("Conv", ["x", "w"], ["a"], {"pads": [1, 1, 1, 1]}), ("BatchNormalization", ["a", "g", "h", "m", "v"], ["b"], {"epsilon": 0.01})]
for act, a in (("Relu", {}), ("LeakyRelu", {"alpha": 0.2}), ("Sigmoid", {}), ("Tanh", {})):
    case(f"conv, batch norm, {act}", P, conv_bn + [(act, ["b"], ["y"], a)], {"w": weights(4, 3, 3, 3), **bn})
case("conv with bias, batch norm", P, [("Conv", ["x", "w", "c"], ["a"], {}), ("BatchNormalization", ["a", "g", "h", "m", "v"], ["y"], {})], {"w": weights(4, 3, 3, 3), "c": weights(4), **bn})
case("conv read twice keeps its own result", P, conv_bn + [("Relu", ["b"], ["c"], {}), ("Sub", ["c", "b"], ["d"], {}), ("Add", ["d", "a"], ["y"], {})], {"w": weights(4, 3, 3, 3), **bn})

# Normalisation and activations
one("batch norm alone", [1, 4, 3, 2], "BatchNormalization", bn)
one("batch norm of rows", [3, 4], "BatchNormalization", bn)
for act, a in (("Relu", {}), ("LeakyRelu", {"alpha": 0.1}), ("Sigmoid", {}), ("Tanh", {}), ("Neg", {}), ("Abs", {}), ("Exp", {}), ("Softplus", {})):
    one(act, P, act, **a)
for act in ("Sqrt", "Log", "Reciprocal"):
    one(act, P, act, data=positive(*P))
one("prelu per channel", P, "PRelu", {"s": weights(3, 1, 1)})
one("prelu with one slope", P, "PRelu", {"s": np.array([0.3], np.float32)})
one("clip by attributes", P, "Clip", opset=10, min=0.0, max=0.6)
one("clip by inputs", P, "Clip", {"low": np.array(-0.5, np.float32), "high": np.array(0.5, np.float32)})
case("clip above only", P, [("Clip", ["x", "", "high"], ["y"], {})], {"high": np.array(0.25, np.float32)})

# Pooling
one("max pool, padded", P, "MaxPool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
one("max pool, rounded up", P, "MaxPool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
one("average pool, padding not counted", P, "AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
one("average pool, padding counted", P, "AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
one("average pool, rounded up", P, "AveragePool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
one("max pool, SAME_UPPER", P, "MaxPool", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")
one("global average pool", P, "GlobalAveragePool")
one("reduce mean, axes kept", P, "ReduceMean", axes=[2, 3], keepdims=1)
one("reduce mean, axes dropped", P, "ReduceMean", axes=[1, -1], keepdims=0)
one("reduce mean of all", P, "ReduceMean", keepdims=1)

# Change of size
case("resize, nearest, asymmetric", P, [("Resize", ["x", "roi", "s"], ["y"], {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"})], {"roi": np.zeros(0, np.float32), "s": np.array([1, 1, 2, 2], np.float32)})
case("resize, nearest, half pixel", P, [("Resize", ["x", "roi", "s"], ["y"], {"mode": "nearest"})], {"roi": np.zeros(0, np.float32), "s": np.array([1, 1, 2, 3], np.float32)})
case("resize, linear, to sizes", P, [("Resize", ["x", "", "", "n"], ["y"], {"mode": "linear"})], {"n": ints(1, 3, 9, 10)}, opset=13)
case("resize, linear, by scales", P, [("Resize", ["x", "roi", "s"], ["y"], {"mode": "linear", "coordinate_transformation_mode": "pytorch_half_pixel"})], {"roi": np.zeros(0, np.float32), "s": np.array([1, 1, 2, 2], np.float32)})
one("resize of set 10", P, "Resize", {"s": np.array([1, 1, 2, 2], np.float32)}, opset=10, mode="nearest")
one("upsample", P, "Upsample", {"s": np.array([1, 1, 2, 2], np.float32)}, opset=9, mode="nearest")
case("resize by scales worked out", [1, 3, 4, 4], [("Shape", ["x"], ["a"], {}), ("Slice", ["a", "two", "four"], ["b"], {}), ("Div", ["b", "d"], ["c"], {}), ("Mul", ["c", "e"], ["f"], {}), ("Slice", ["a", "zero", "two"], ["g"], {}), ("Concat", ["g", "f"], ["h"], {"axis": 0}), ("Resize", ["x", "", "", "h"], ["y"], {"mode": "nearest"})], {"zero": ints(0), "two": ints(2), "four": ints(4), "d": ints(2), "e": ints(4)}, opset=13)

# Arithmetic and broadcasting
one("add per channel", P, "Add", {"c": weights(3, 1, 1)})
one("subtract a row", P, "Sub", {"c": weights(5)})
one("multiply by one value", P, "Mul", {"c": np.array(1.5, np.float32)})
one("divide by a picture", P, "Div", {"c": positive(*P)})
case("gate of channels", P, [("Conv", ["x", "w"], ["a"], {}), ("GlobalAveragePool", ["a"], ["b"], {}), ("Sigmoid", ["b"], ["c"], {}), ("Mul", ["c", "a"], ["y"], {})], {"w": weights(4, 3, 1, 1)})

# Shapes: pictures are stored channels last, so each of these checks the note of their axes
case("flatten of a picture", P, [("Conv", ["x", "w"], ["a"], {}), ("Flatten", ["a"], ["y"], {})], {"w": weights(4, 3, 3, 3)})
case("transpose, then reshape", P, [("Conv", ["x", "w"], ["a"], {}), ("Transpose", ["a"], ["b"], {"perm": [0, 2, 3, 1]}), ("Reshape", ["b", "s"], ["y"], {})], {"w": weights(4, 3, 3, 3), "s": ints(0, -1, 2)})
case("transpose there and back", P, [("Transpose", ["x"], ["a"], {"perm": [0, 3, 1, 2]}), ("Transpose", ["a"], ["b"], {"perm": [0, 2, 3, 1]}), ("Conv", ["b", "w"], ["c"], {}), ("Transpose", ["c"], ["y"], {"perm": [2, 0, 3, 1]})], {"w": weights(4, 3, 1, 1)})
case("transpose of three axes", [2, 3, 4], [("Transpose", ["x"], ["a"], {"perm": [1, 2, 0]}), ("Reshape", ["a", "s"], ["y"], {})], {"s": ints(3, 8)})
case("transpose without an order", [2, 3], [("Transpose", ["x"], ["a"], {}), ("Flatten", ["a"], ["y"], {"axis": 0})])
case("reshape by the batch size", [2, 3, 4, 4], [("Conv", ["x", "w"], ["a"], {}), ("Shape", ["a"], ["b"], {}), ("Gather", ["b", "i"], ["c"], {"axis": 0}), ("Unsqueeze", ["c"], ["d"], {"axes": [0]}), ("Concat", ["d", "r"], ["e"], {"axis": 0}), ("Reshape", ["a", "e"], ["y"], {})], {"w": weights(4, 3, 1, 1), "i": np.array(0, np.int64), "r": ints(-1)})
case("concat of channels in two orders", P, [("Conv", ["x", "w"], ["a"], {}), ("Concat", ["x", "a"], ["y"], {"axis": 1})], {"w": weights(2, 3, 1, 1)})
case("concat of rows from the end", [1, 4], [("Concat", ["x", "c"], ["y"], {"axis": -1})], {"c": weights(1, 3)})
case("squeeze and unsqueeze of set 11", [1, 3, 1, 4], [("Squeeze", ["x"], ["a"], {"axes": [2]}), ("Unsqueeze", ["a"], ["y"], {"axes": [0, 3]})])
case("squeeze and unsqueeze of set 13", [1, 3, 1, 4], [("Squeeze", ["x"], ["a"], {}), ("Unsqueeze", ["a", "n"], ["y"], {})], {"n": ints(-1)}, opset=13)
case("slice by attributes", P, [("Slice", ["x"], ["y"], {"starts": [1, -3], "ends": [3, 1000], "axes": [1, 2]})], opset=9)
case("slice by inputs", P, [("Conv", ["x", "w"], ["a"], {}), ("Slice", ["a", "s", "e", "n"], ["y"], {})], {"w": weights(4, 3, 1, 1), "s": ints(1), "e": ints(-1), "n": ints(1)})
case("pad by attributes", P, [("Pad", ["x"], ["y"], {"pads": [0, 0, 1, 2, 0, 0, 0, 1]})], opset=10)
case("pad by an input", P, [("Pad", ["x", "p"], ["y"], {})], {"p": ints(0, 0, 1, 0, 0, 0, 2, 1)}, opset=13)
case("constant, identity, dropout, cast", P, [("Constant", [], ["c"], {"value": numpy_helper.from_array(ints(2))}), ("Cast", ["c"], ["d"], {"to": 1}), ("Identity", ["x"], ["a"], {}), ("Dropout", ["a"], ["b"], {}), ("Mul", ["b", "d"], ["y"], {})])

# Products
one("gemm, transposed weights", [2, 5], "Gemm", {"w": weights(4, 5), "c": weights(4)}, transB=1, alpha=0.5, beta=2.0)
one("gemm, transposed input", [5, 2], "Gemm", {"w": weights(5, 4)}, transA=1)
one("gemm with a row of a matrix", [2, 5], "Gemm", {"w": weights(5, 4), "c": weights(1, 4)})
one("product of a batch", [2, 3, 5], "MatMul", {"w": weights(5, 4)})

target = pathlib.Path(__file__).with_name("operators.json")
target.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), "cases,", target.stat().st_size, "bytes")
