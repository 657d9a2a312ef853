// Functions of one variable and their derivatives. Functions go by number, in the order of their switch.
//   unary           y = f(x)            floor: read x, write y
//   unary_backward  dx = dy * f'(x)     floor: read dy and x, write dx
// Geometry: 256 threads, eight elements a thread, ceil(n / 2048) blocks. Targets may be sources.

DEVICE float unary_value(int f, float x) {
  switch (f) {
    case 0: return fabsf(x);
    case 1: return x * x;
    case 2: return sqrtf(x);
    case 3: return expf(x);
    case 4: return logf(x);
    case 5: return 1.0f / x;
    case 6: return x * cosf(x);
    default: return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x)));
  }
}

DEVICE float unary_slope(int f, float x) {
  switch (f) {
    case 0: return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : 0.0f;
    case 1: return 2.0f * x;
    case 2: return 0.5f / sqrtf(x);
    case 3: return expf(x);
    case 4: return 1.0f / x;
    case 5: return -1.0f / (x * x);
    case 6: return cosf(x) - x * sinf(x);
    default: return 1.0f / (1.0f + expf(-x));
  }
}

template <class T>
DEVICE void unary(int f, const T *x, T *y, i64 n) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float v[8];
  load8(x, at, count, v);
#pragma unroll 1
  for (int k = 0; k < 8; k++) v[k] = unary_value(f, v[k]);
  store8(y, at, count, v);
}

template <class T>
DEVICE void unary_backward(int f, const T *dy, const T *x, T *dx, i64 n) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float g[8], v[8];
  load8(dy, at, count, g);
  load8(x, at, count, v);
#pragma unroll 1
  for (int k = 0; k < 8; k++) g[k] *= unary_slope(f, v[k]);
  store8(dx, at, count, g);
}

#define UNARY(T, NAME)                                                                      \
  KERNEL(256) unary_##NAME(const T *x, T *y, i64 n, int f) { unary(f, x, y, n); }           \
  KERNEL(256) unary_backward_##NAME(const T *dy, const T *x, T *dx, i64 n, int f) {         \
    unary_backward(f, dy, x, dx, n);                                                        \
  }
UNARY(float, f32)
UNARY(bf16, bf16)
