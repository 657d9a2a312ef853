// Activations whose derivative is told from their result.
//   activate           y = act(x)            floor: read x, write y
//   activate_backward  dx = dy * act'(y)     floor: read dy and y, write dx
// Geometry: 256 threads, eight elements a thread, ceil(n / 2048) blocks. Targets may be sources.

template <class T>
DEVICE void activate(const T *x, T *y, i64 n, int kind, float slope) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float v[8];
  load8(x, at, count, v);
#pragma unroll
  for (int k = 0; k < 8; k++) v[k] = activation(kind, slope, v[k]);
  store8(y, at, count, v);
}

template <class T>
DEVICE void activate_backward(const T *dy, const T *y, T *dx, i64 n, int kind, float slope) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float g[8], v[8];
  load8(dy, at, count, g);
  load8(y, at, count, v);
#pragma unroll
  for (int k = 0; k < 8; k++) g[k] *= activation_slope(kind, slope, v[k]);
  store8(dx, at, count, g);
}

#define ACTIVATE(T, NAME)                                                                            \
  KERNEL(256) activate_##NAME(const T *x, T *y, i64 n, int kind, float slope) {                      \
    activate(x, y, n, kind, slope);                                                                  \
  }                                                                                                  \
  KERNEL(256) activate_backward_##NAME(const T *dy, const T *y, T *dx, i64 n, int kind, float slope) { \
    activate_backward(dy, y, dx, n, kind, slope);                                                    \
  }
ACTIVATE(float, f32)
ACTIVATE(bf16, bf16)
