// Convolution as its definition, for any shape: slow, and independent of any library, so that others can be checked against it.
//   conv_direct           y = act(bias + sum of x * w + residual), x [n, h, w, c], w [k, kh, kw, c / groups], y [n, oh, ow, k]
//   conv_direct_data      dx = sum of dy * w over the outputs an input takes part in
//   conv_direct_weights   dw = sum of x * dy over all pictures and outputs
// Floor: as for any convolution, 2 n oh ow k kh kw c / groups operations. Accumulates in f32, weights' gradients in f64.
// Geometry: 256 threads, one element of the target a thread; weights: one warp an element, eight a block.
// Sizes by value: n h w c k kh kw oh ow stride dilation groups top left.

typedef Array<int, 16> ConvSizes;
#define CONV_SIZES                                                                                         \
  int n = s.v[0], h = s.v[1], w = s.v[2], c = s.v[3], k = s.v[4], kh = s.v[5], kw = s.v[6];                \
  int oh = s.v[7], ow = s.v[8], stride = s.v[9], dilation = s.v[10], groups = s.v[11], top = s.v[12], left = s.v[13]; \
  int per = c / groups, out = k / groups;                                                                  \
  (void)n, (void)h, (void)w, (void)kh, (void)oh, (void)ow, (void)per, (void)out

template <class T>
DEVICE void conv_direct(const T *x, const T *weights, const T *bias, const T *residual, T *y, const ConvSizes &s, int kind,
                        float slope) {
  CONV_SIZES;
  i64 at = thread_number();
  if (at >= static_cast<i64>(n) * oh * ow * k) return;
  int o = static_cast<int>(at % k);
  i64 pixel = at / k;
  int j = static_cast<int>(pixel % ow), i = static_cast<int>(pixel / ow % oh);
  const T *picture = x + pixel / ow / oh * h * w * c + o / out * per;
  float sum = 0.0f;
  for (int a = 0; a < kh; a++) {
    int row = i * stride + a * dilation - top;
    if (row < 0 || row >= h) continue;
    for (int b = 0; b < kw; b++) {
      int column = j * stride + b * dilation - left;
      if (column < 0 || column >= w) continue;
      const T *p = picture + (static_cast<i64>(row) * w + column) * c;
      const T *q = weights + ((static_cast<i64>(o) * kh + a) * kw + b) * per;
      float part = 0.0f; // sums of sums keep more digits
      for (int d = 0; d < per; d++) part += widen(p[d]) * widen(q[d]);
      sum += part;
    }
  }
  if (bias) sum += widen(bias[o]);
  if (residual) sum += widen(residual[at]);
  y[at] = narrow<T>(activation(kind, slope, sum));
}

template <class T>
DEVICE void conv_direct_data(const T *dy, const T *weights, T *dx, const ConvSizes &s) {
  CONV_SIZES;
  i64 at = thread_number();
  if (at >= static_cast<i64>(n) * h * w * c) return;
  int channel = static_cast<int>(at % c);
  int pixel = static_cast<int>(at / c);
  int column = pixel % w, row = pixel / w % h;
  int first = channel / per * out;
  const T *picture = dy + static_cast<i64>(pixel / w / h) * oh * ow * k;
  float sum = 0.0f;
  for (int a = 0; a < kh; a++) {
    int i = row + top - a * dilation;
    if (i < 0 || i % stride != 0 || i / stride >= oh) continue;
    for (int b = 0; b < kw; b++) {
      int j = column + left - b * dilation;
      if (j < 0 || j % stride != 0 || j / stride >= ow) continue;
      const T *p = picture + (static_cast<i64>(i / stride) * ow + j / stride) * k + first;
      const T *q = weights + ((static_cast<i64>(first) * kh + a) * kw + b) * per + channel % per;
      float part = 0.0f;
#pragma unroll 2
      for (int o = 0; o < out; o++) part += widen(p[o]) * widen(q[static_cast<i64>(o) * kh * kw * per]);
      sum += part;
    }
  }
  dx[at] = narrow<T>(sum);
}

template <class T>
DEVICE void conv_direct_weights(const T *x, const T *dy, T *dw, const ConvSizes &s) {
  CONV_SIZES;
  i64 at = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = at < static_cast<i64>(k) * kh * kw * per; // all lanes alike
  i64 rest = mine ? at : 0;
  int d = static_cast<int>(rest % per);
  rest /= per;
  int b = static_cast<int>(rest % kw);
  rest /= kw;
  int a = static_cast<int>(rest % kh);
  int o = static_cast<int>(rest / kh);
  int channel = o / out * per + d;
  double sum = 0.0;
  i64 pixels = mine ? static_cast<i64>(n) * oh * ow : 0;
  for (i64 pixel = threadIdx.x & 31; pixel < pixels; pixel += 32) {
    int column = static_cast<int>(pixel % ow) * stride + b * dilation - left;
    int row = static_cast<int>(pixel / ow % oh) * stride + a * dilation - top;
    if (row < 0 || row >= h || column < 0 || column >= w) continue;
    i64 picture = pixel / ow / oh;
    sum += widen(x[((picture * h + row) * w + column) * c + channel]) * widen(dy[pixel * k + o]);
  }
  sum = warp_sum(sum);
  if (mine && (threadIdx.x & 31) == 0) dw[at] = narrow<T>(static_cast<float>(sum));
}

#define CONV_DIRECT(T, NAME)                                                                                        \
  KERNEL(256) conv_direct_##NAME(const T *x, const T *w, const T *bias, const T *residual, T *y, ConvSizes s, int kind, \
                                 float slope) {                                                                     \
    conv_direct(x, w, bias, residual, y, s, kind, slope);                                                           \
  }                                                                                                                 \
  KERNEL(256) conv_direct_data_##NAME(const T *dy, const T *w, T *dx, ConvSizes s) { conv_direct_data(dy, w, dx, s); } \
  KERNEL(256) conv_direct_weights_##NAME(const T *x, const T *dy, T *dw, ConvSizes s) {                             \
    conv_direct_weights(x, dy, dw, s);                                                                              \
  }
CONV_DIRECT(float, f32)
CONV_DIRECT(bf16, bf16)
