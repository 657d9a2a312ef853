// Changes of type.
//   cast_f32_to_bf16, cast_bf16_to_f32   floor: read x, write y; eight elements a thread, ceil(n / 2048) blocks
//   cast                                 any type to any: one element a thread, ceil(n / 256) blocks
// Types of `cast` by number: 0 f32, 1 f64, 2 bf16, 3 u8, 4 i32. To nearest even for floats, bf16 by way of f32; to nearest
// even and into the type's range for integers, NaN to 0. 256 threads a block.

KERNEL(256) cast_f32_to_bf16(const float *x, bf16 *y, i64 n) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  float v[8];
  load8(x, at, span8(at, n), v);
  store8(y, at, span8(at, n), v);
}

KERNEL(256) cast_bf16_to_f32(const bf16 *x, float *y, i64 n) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  float v[8];
  load8(x, at, span8(at, n), v);
  store8(y, at, span8(at, n), v);
}

// Rounded to nearest even within [low, high].
DEVICE int cast_integer(double v, double low, double high) {
  if (!(v == v)) return 0;
  return static_cast<int>(rint(fmin(fmax(v, low), high)));
}

KERNEL(256) cast(const void *x, void *y, i64 n, int from, int to) {
  i64 i = thread_number();
  if (i >= n) return;
  double v;
  switch (from) {
    case 0: v = static_cast<const float *>(x)[i]; break;
    case 1: v = static_cast<const double *>(x)[i]; break;
    case 2: v = widen(static_cast<const bf16 *>(x)[i]); break;
    case 3: v = static_cast<const u8 *>(x)[i]; break;
    default: v = static_cast<const int *>(x)[i]; break;
  }
  switch (to) {
    case 0: static_cast<float *>(y)[i] = static_cast<float>(v); break;
    case 1: static_cast<double *>(y)[i] = v; break;
    case 2: static_cast<bf16 *>(y)[i] = narrow<bf16>(static_cast<float>(v)); break;
    case 3: static_cast<u8 *>(y)[i] = static_cast<u8>(cast_integer(v, 0.0, 255.0)); break;
    default: static_cast<int *>(y)[i] = cast_integer(v, -2147483648.0, 2147483647.0); break;
  }
}
