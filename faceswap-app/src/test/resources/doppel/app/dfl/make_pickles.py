"""Writes pickles.tsv: values that PickleTest compares with, as CPython and NumPy pickle them (made with 3.11, 2.4.6)."""
import base64
import pickle
import pathlib
import numpy as np

grid = np.arange(6, dtype=np.float32).reshape(2, 3)
values = {
    "plain": {"none": None, "yes": True, "no": False, "ints": [0, 255, 256, 65535, 65536, -1, 2**31, -2**40, 2**70],
              "float": 0.1, "text": "Größe \U0001f600", "long": "x" * 300, "bytes": b"\x00\xff" * 200,
              "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)], "empty": [[], {}]},
    "bytearray": bytearray(b"abc"),
    "grid": grid,
    "fortran": np.asfortranarray(np.arange(24, dtype=np.int16).reshape(2, 3, 4)),
    "big_endian": np.array([1.5, -2.0], dtype=">f8"),
    "zero_d": np.array(7, dtype=np.uint8),
    "empty_array": np.zeros((0, 3), dtype=np.float64),
    "half": np.array([1.5, -0.25], dtype=np.float16),
    "bools": np.array([True, False]),
    "uint64": np.array([2**64 - 1], dtype=np.uint64),
    "scalars": [np.int64(-3), np.int32(5), np.float64(0.5), np.float32(0.25), np.bool_(True)],
    "shared": [grid, grid],
}
lines = []
for name, value in values.items():
    for protocol in (2, 3, 4, 5):
        lines.append(f"{name}\t{protocol}\t{base64.b64encode(pickle.dumps(value, protocol)).decode()}\n")
pathlib.Path(__file__).with_name("pickles.tsv").write_text("".join(lines))
