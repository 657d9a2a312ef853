// Pooling of [n, h, w, c] with square windows; pixels around the picture count for nothing.
//   max_pool               y = largest of each window                               floor: read x, write y
//   max_pool_backward      dx = sum of dy over the windows whose first largest x is floor: read x and dy, write dx
//   average_pool           y = mean of each window's pixels                         floor: read x, write y
//   average_pool_backward  dx = dy spread evenly over each window                   floor: read dy, write dx
// Geometry: 256 threads, one element of the target a thread, neighbouring threads on neighbouring channels. Backward kernels
// gather, so nothing is added by two threads. Sizes by value: h w c oh ow window stride top, then left.

struct PoolPlace {
  int channel, column, row;
  i64 picture;
};

DEVICE PoolPlace pool_place(i64 i, int h, int w, int c) {
  PoolPlace p;
  p.channel = static_cast<int>(i % c);
  i64 pixel = i / c;
  p.column = static_cast<int>(pixel % w);
  p.row = static_cast<int>(pixel / w % h);
  p.picture = pixel / w / h;
  return p;
}

DEVICE int pool_low(int output, int stride, int pad) {
  int at = output * stride - pad;
  return at < 0 ? 0 : at;
}

DEVICE int pool_high(int output, int stride, int pad, int window, int size) {
  int at = output * stride - pad + window;
  return at < size ? at : size;
}

// First and last window that hold a pixel.
DEVICE int pool_first(int pixel, int stride, int pad, int window) {
  int over = pixel + pad - window + 1;
  return over <= 0 ? 0 : (over + stride - 1) / stride;
}

DEVICE int pool_last(int pixel, int stride, int pad, int outputs) {
  int last = (pixel + pad) / stride;
  return last < outputs ? last : outputs - 1;
}

#define POOL_SIZES                                                                                        \
  int h = s.v[0], w = s.v[1], c = s.v[2], oh = s.v[3], ow = s.v[4], window = s.v[5], stride = s.v[6], top = s.v[7]; \
  (void)oh;                                                                                               \
  (void)ow

template <class T>
DEVICE void pool_forward(const T *x, T *y, i64 n, const Sizes &s, int left, bool largest) {
  POOL_SIZES;
  i64 i = thread_number();
  if (i >= n) return;
  PoolPlace p = pool_place(i, oh, ow, c);
  int r0 = pool_low(p.row, stride, top), r1 = pool_high(p.row, stride, top, window, h);
  int c0 = pool_low(p.column, stride, left), c1 = pool_high(p.column, stride, left, window, w);
  const T *picture = x + p.picture * h * w * c + p.channel;
  float best = widen(picture[(static_cast<i64>(r0) * w + c0) * c]);
  float sum = 0.0f;
  for (int row = r0; row < r1; row++) {
    for (int column = c0; column < c1; column++) {
      float v = widen(picture[(static_cast<i64>(row) * w + column) * c]);
      if (v > best) best = v;
      sum += v;
    }
  }
  y[i] = narrow<T>(largest ? best : sum / static_cast<float>((r1 - r0) * (c1 - c0)));
}

template <class T>
DEVICE void max_pool_backward(const T *dy, const T *x, T *dx, i64 n, const Sizes &s, int left) {
  POOL_SIZES;
  i64 i = thread_number();
  if (i >= n) return;
  PoolPlace p = pool_place(i, h, w, c);
  const T *picture = x + p.picture * h * w * c + p.channel;
  const T *gradient = dy + p.picture * oh * ow * c + p.channel;
  float mine = widen(x[i]);
  float sum = 0.0f;
  int a1 = pool_last(p.row, stride, top, oh);
  int b0 = pool_first(p.column, stride, left, window), b1 = pool_last(p.column, stride, left, ow);
  for (int a = pool_first(p.row, stride, top, window); a <= a1; a++) {
    int r0 = pool_low(a, stride, top), r1 = pool_high(a, stride, top, window, h);
    for (int b = b0; b <= b1; b++) {
      int c0 = pool_low(b, stride, left), c1 = pool_high(b, stride, left, window, w);
      bool first = true;
#pragma unroll 1
      for (int row = r0; row < r1 && first; row++) {
#pragma unroll 1
        for (int column = c0; column < c1 && first; column++) {
          float v = widen(picture[(static_cast<i64>(row) * w + column) * c]);
          bool before = row < p.row || (row == p.row && column < p.column);
          if (before ? v >= mine : v > mine) first = false;
        }
      }
      if (first) sum += widen(gradient[(static_cast<i64>(a) * ow + b) * c]);
    }
  }
  dx[i] = narrow<T>(sum);
}

template <class T>
DEVICE void average_pool_backward(const T *dy, T *dx, i64 n, const Sizes &s, int left) {
  POOL_SIZES;
  i64 i = thread_number();
  if (i >= n) return;
  PoolPlace p = pool_place(i, h, w, c);
  const T *gradient = dy + p.picture * oh * ow * c + p.channel;
  float sum = 0.0f;
  for (int a = pool_first(p.row, stride, top, window); a <= pool_last(p.row, stride, top, oh); a++) {
    int rows = pool_high(a, stride, top, window, h) - pool_low(a, stride, top);
    for (int b = pool_first(p.column, stride, left, window); b <= pool_last(p.column, stride, left, ow); b++) {
      int columns = pool_high(b, stride, left, window, w) - pool_low(b, stride, left);
      sum += widen(gradient[(static_cast<i64>(a) * ow + b) * c]) / static_cast<float>(rows * columns);
    }
  }
  dx[i] = narrow<T>(sum);
}

#define POOL(T, NAME)                                                                                       \
  KERNEL(256) max_pool_##NAME(const T *x, T *y, i64 n, Sizes s, int left) { pool_forward(x, y, n, s, left, true); } \
  KERNEL(256) max_pool_backward_##NAME(const T *dy, const T *x, T *dx, i64 n, Sizes s, int left) {          \
    max_pool_backward(dy, x, dx, n, s, left);                                                               \
  }                                                                                                         \
  KERNEL(256) average_pool_##NAME(const T *x, T *y, i64 n, Sizes s, int left) {                             \
    pool_forward(x, y, n, s, left, false);                                                                  \
  }                                                                                                         \
  KERNEL(256) average_pool_backward_##NAME(const T *dy, T *dx, i64 n, Sizes s, int left) {                  \
    average_pool_backward(dy, dx, n, s, left);                                                              \
  }
POOL(float, f32)
POOL(bf16, bf16)
