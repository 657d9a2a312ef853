// The last layer of a decoder: a 1 x 1 convolution to k <= 4 channels, bias and sigmoid, from [pixels, c] to f32 planes
// [n, k, area]; pixel p stands at p / area * k * area + channel * area + p % area.
//   head           y = sigmoid(sum of x * w + bias)             floor: read x, write k floats a pixel
//   head_backward  dx[p, d] = sum over k of dz[k, p] * w[k, d]  floor: read k floats a pixel, write dx
//   head_weights   parts of dw[k, d] = sum over p of dz[k, p] * x[p, d], f32 [gridDim.y, k, c]; floor: read x
//   head_blocks    y[n, k, i s + a, j s + b] = sigmoid(z[n, i, j, (a s + b) k + channel] + bias): heads whose convolution made
//                  s s k of `pitch` channels, from [n, h, w, pitch]
//   head_blocks_backward  dz in those places, zeros in the channels of padding
// dz is the gradient before the sigmoid, planes like y. Weights f32 [k, c].
// Geometry: head 256 threads, eight lanes a pixel, grid ceil(pixels / 32), k c floats shared; head_backward 256 threads, eight
// channels a thread; head_weights block 32 x 8 as blocks_act_backward, grid (ceil(c / 8 / 32), parts), 8 KB shared; head_blocks
// 256 threads, one value a thread.

DEVICE float head_sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

template <class T>
DEVICE void head(const T *x, const float *weights, const float *bias, float *y, i64 pixels, i64 area, int c, int k) {
  DYNSMEM(float, w);
  for (int e = threadIdx.x; e < k * c; e += 256) w[e] = weights[e];
  __syncthreads();
  i64 pixel = static_cast<i64>(blockIdx.x) * 32 + threadIdx.x / 8;
  int lane = threadIdx.x % 8;
  float sum[4] = {};
  for (int d = 8 * lane; d < c && pixel < pixels; d += 64) {
    float v[8];
    int count = c - d < 8 ? c - d : 8;
    load8(x, pixel * c + d, count, v);
#pragma unroll
    for (int o = 0; o < 4; o++) {
      if (o < k) {
#pragma unroll
        for (int e = 0; e < 8; e++) {
          if (e < count) sum[o] += v[e] * w[o * c + d + e];
        }
      }
    }
  }
#pragma unroll
  for (int o = 0; o < 4; o++) {
#pragma unroll
    for (int step = 4; step > 0; step >>= 1) sum[o] += __shfl_xor_sync(0xFFFFFFFFu, sum[o], step);
    if (o < k && lane == 0 && pixel < pixels) {
      y[(pixel / area * k + o) * area + pixel % area] = head_sigmoid(sum[o] + (bias ? bias[o] : 0.0f));
    }
  }
}

template <class T>
DEVICE void head_backward(const float *dz, const float *weights, T *dx, i64 pixels, i64 area, int c, int k) {
  int each = (c + 7) / 8;
  i64 at = thread_number();
  if (at >= pixels * each) return;
  i64 pixel = at / each;
  int d = static_cast<int>(at % each) * 8;
  int count = c - d < 8 ? c - d : 8;
  float v[8] = {};
  for (int o = 0; o < k; o++) {
    float g = dz[(pixel / area * k + o) * area + pixel % area], w[8];
    load8(weights, o * c + d, count, w);
#pragma unroll
    for (int e = 0; e < 8; e++) v[e] += g * w[e];
  }
  store8(dx, pixel * c + d, count, v);
}

template <class T>
DEVICE void head_weights(const float *dz, const T *x, float *sums, i64 pixels, i64 area, int c, int k) {
  DYNSMEM(float, room);
  int d = (blockIdx.x * 32 + threadIdx.x) * 8;
  int count = d >= c ? 0 : c - d < 8 ? c - d : 8;
  int thread = threadIdx.y * 32 + threadIdx.x;
  for (int o = 0; o < k; o++) {
    float total[8] = {};
    for (i64 pixel = static_cast<i64>(blockIdx.y) * 8 + threadIdx.y; count > 0 && pixel < pixels; pixel += 8ll * gridDim.y) {
      float g = dz[(pixel / area * k + o) * area + pixel % area], v[8];
      load8(x, pixel * c + d, count, v);
#pragma unroll
      for (int e = 0; e < 8; e++) total[e] += g * v[e];
    }
#pragma unroll
    for (int e = 0; e < 8; e++) room[e * 256 + thread] = total[e];
    __syncthreads();
    float sum = 0.0f;
    for (int r = 0; r < 8; r++) sum += room[threadIdx.y * 256 + r * 32 + threadIdx.x];
    if (static_cast<int>(threadIdx.y) < count) {
      sums[(static_cast<i64>(blockIdx.y) * k + o) * c + d + threadIdx.y] = sum;
    }
    __syncthreads();
  }
}

// Where value `at` of planes [n, k, h s, w s] stands in [n, h, w, pitch]; its channel without pitch in `channel`.
DEVICE i64 head_place(i64 at, int h, int w, int s, int k, int pitch, int *channel) {
  int column = static_cast<int>(at % (w * s));
  i64 rest = at / (w * s);
  int row = static_cast<int>(rest % (h * s));
  rest /= h * s;
  int o = static_cast<int>(rest % k);
  *channel = (row % s * s + column % s) * k + o;
  return ((rest / k * h + row / s) * w + column / s) * pitch + *channel;
}

template <class T>
DEVICE void head_blocks(const T *z, const float *bias, float *y, i64 n, int h, int w, int s, int k, int pitch) {
  i64 at = thread_number();
  if (at >= n) return;
  int channel;
  i64 from = head_place(at, h, w, s, k, pitch, &channel);
  y[at] = head_sigmoid(widen(z[from]) + (bias ? bias[channel] : 0.0f));
}

// One value of dz a thread.
template <class T>
DEVICE void head_blocks_backward(const float *dy, T *dz, i64 n, int h, int w, int s, int k, int pitch) {
  i64 at = thread_number();
  if (at >= n) return;
  int channel = static_cast<int>(at % pitch);
  float v = 0.0f;
  if (channel < s * s * k) {
    i64 pixel = at / pitch;
    int j = static_cast<int>(pixel % w), i = static_cast<int>(pixel / w % h);
    int block = channel / k;
    i64 plane = pixel / w / h * k + channel % k;
    v = dy[(plane * h * s + i * s + block / s) * (w * s) + j * s + block % s];
  }
  dz[at] = narrow<T>(v);
}

#define HEAD(T, NAME)                                                                                                \
  KERNEL(256) head_##NAME(const T *x, const float *w, const float *bias, float *y, i64 pixels, i64 area, int c, int k) { \
    head(x, w, bias, y, pixels, area, c, k);                                                                         \
  }                                                                                                                  \
  KERNEL(256) head_backward_##NAME(const float *dz, const float *w, T *dx, i64 pixels, i64 area, int c, int k) {     \
    head_backward(dz, w, dx, pixels, area, c, k);                                                                    \
  }                                                                                                                  \
  KERNEL(256) head_weights_##NAME(const float *dz, const T *x, float *sums, i64 pixels, i64 area, int c, int k) {    \
    head_weights(dz, x, sums, pixels, area, c, k);                                                                   \
  }                                                                                                                  \
  KERNEL(256) head_blocks_##NAME(const T *z, const float *bias, float *y, i64 n, int h, int w, int s, int k, int pitch) { \
    head_blocks(z, bias, y, n, h, w, s, k, pitch);                                                                   \
  }                                                                                                                  \
  KERNEL(256) head_blocks_backward_##NAME(const float *dy, T *dz, i64 n, int h, int w, int s, int k, int pitch) {    \
    head_blocks_backward(dy, dz, n, h, w, s, k, pitch);                                                              \
  }
HEAD(float, f32)
HEAD(bf16, bf16)
