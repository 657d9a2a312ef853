"""Writes the files that NpyTest, NpzTest and SafetensorsTest read: python3 make_files.py, in this folder.

Made with numpy 2.4.6, torch 2.13.0 and safetensors 0.8.0. The arrays are 0, 1/2, 1, ... or 0, 1, 2, ... of shape
(2, 3, 4), so that a test knows them without another file.
"""
import io
import zipfile

import numpy as np
import torch
from safetensors.torch import save_file

half = (np.arange(24) / 2).reshape(2, 3, 4)
whole = np.arange(24).reshape(2, 3, 4)
arrays = {
    "f4": half.astype("<f4"),
    "f4_fortran": np.asfortranarray(half.astype("<f4")),
    "f4_big_endian": half.astype(">f4"),
    "f8": half.astype("<f8"),
    "f2": half.astype("<f2"),
    "u1": whole.astype("u1"),
    "b1": whole % 2 == 1,
    "i4": whole.astype("<i4"),
    "i8": (whole - 12).astype("<i8"),
    "i8_fortran": np.asfortranarray(whole.astype("<i8")),
    "scalar": np.array(2.5, "<f4"),
    "vector": np.array([1, 2, 3], "<f4"),
}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays)


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version)
    return out.getvalue()


def archive(name, files):
    with zipfile.ZipFile(name, "w") as z:
        for key, content in files.items():
            z.writestr(zipfile.ZipInfo(key + ".npy"), content, zipfile.ZIP_DEFLATED)


archive("versions.npz", {"v%d" % major: npy(arrays["f4"], (major, 0)) for major in (1, 2, 3)})
archive(
    "refused.npz",
    {
        "text": npy(np.array(["a", "b"])),
        "complex": npy(np.array([1j])),
        "structured": npy(np.zeros(3, [("x", "<f4"), ("y", "<i4")])),
        "object": npy(np.array([None])),
        "empty": npy(np.zeros((2, 0), "<f4")),
        "beyond_int": npy(np.array([1 << 40])),
    },
)

save_file(
    {
        "f32": torch.from_numpy(half).to(torch.float32),
        "f64": torch.from_numpy(half),
        "bf16": torch.from_numpy(half).to(torch.bfloat16),
        "u8": torch.from_numpy(whole).to(torch.uint8),
        "i32": torch.from_numpy(whole).to(torch.int32),
        "scalar": torch.tensor(2.5),
    },
    "torch.safetensors",
    {"made by": "safetensors", "text": 'quote " and ü'},
)
