// Multiples, sums and bounds.
//   affine          y = factor * x + term                          floor: read x, write y
//   accumulate      adds: y += factor * x                          floor: read x and y, write y
//   clamp           y = min(max(x, low), high)                     floor: read x, write y
//   clamp_backward  dx = dy where low <= x <= high, else 0         floor: read dy and x, write dx
//   fill            y = value                                      floor: write y
// Geometry: 256 threads, eight elements a thread, ceil(n / 2048) blocks. Targets may be sources.

template <class T>
DEVICE void affine(const T *x, T *y, i64 n, float factor, float term) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float v[8];
  load8(x, at, count, v);
#pragma unroll
  for (int k = 0; k < 8; k++) v[k] = factor * v[k] + term;
  store8(y, at, count, v);
}

template <class T>
DEVICE void accumulate(const T *x, T *y, i64 n, float factor) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float v[8], sum[8];
  load8(x, at, count, v);
  load8(y, at, count, sum);
#pragma unroll
  for (int k = 0; k < 8; k++) sum[k] += factor * v[k];
  store8(y, at, count, sum);
}

template <class T>
DEVICE void clamp(const T *x, T *y, i64 n, float low, float high) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float v[8];
  load8(x, at, count, v);
#pragma unroll
  for (int k = 0; k < 8; k++) v[k] = v[k] < low ? low : v[k] > high ? high : v[k]; // NaN stays NaN
  store8(y, at, count, v);
}

template <class T>
DEVICE void clamp_backward(const T *dy, const T *x, T *dx, i64 n, float low, float high) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float g[8], v[8];
  load8(dy, at, count, g);
  load8(x, at, count, v);
#pragma unroll
  for (int k = 0; k < 8; k++) g[k] = v[k] >= low && v[k] <= high ? g[k] : 0.0f;
  store8(dx, at, count, g);
}

#define AFFINE(T, NAME)                                                                                     \
  KERNEL(256) affine_##NAME(const T *x, T *y, i64 n, float factor, float term) { affine(x, y, n, factor, term); } \
  KERNEL(256) accumulate_##NAME(const T *x, T *y, i64 n, float factor) { accumulate(x, y, n, factor); }     \
  KERNEL(256) clamp_##NAME(const T *x, T *y, i64 n, float low, float high) { clamp(x, y, n, low, high); }   \
  KERNEL(256) clamp_backward_##NAME(const T *dy, const T *x, T *dx, i64 n, float low, float high) {         \
    clamp_backward(dy, x, dx, n, low, high);                                                                \
  }                                                                                                         \
  KERNEL(256) fill_##NAME(T *y, i64 n, float value) {                                                       \
    i64 at = 8 * thread_number();                                                                           \
    if (at >= n) return;                                                                                    \
    float v[8] = {value, value, value, value, value, value, value, value};                                  \
    store8(y, at, span8(at, n), v);                                                                         \
  }
AFFINE(float, f32)
AFFINE(bf16, bf16)
