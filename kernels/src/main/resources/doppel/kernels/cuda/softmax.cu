// Shares along the last axis of [rows, size].
//   softmax           y = exp(x - max(x)) / sum(exp(x - max(x)))    floor: read x, write y
//   softmax_backward  dx = y * (dy - sum(dy * y))                   floor: read dy and y, write dx
// Geometry: blockDim.x threads share a row, blockDim.y rows a block: 32 x 8 for short rows, 256 x 1 for long ones, 64 bytes
// shared, grid ceil(rows / blockDim.y). Targets may be sources.

// The largest of a row's threads, in each of them; `room` as for block_sum.
DEVICE float row_max(float v, double *room) {
#pragma unroll
  for (int lane = 16; lane > 0; lane >>= 1) v = fmaxf(v, __shfl_xor_sync(0xFFFFFFFFu, v, lane));
  if ((threadIdx.x & 31) == 0) room[threadIdx.x >> 5] = v;
  __syncthreads();
  for (int w = 0; w < static_cast<int>(blockDim.x >> 5); w++) v = fmaxf(v, static_cast<float>(room[w]));
  __syncthreads();
  return v;
}

template <class T>
DEVICE void softmax(const T *x, T *y, i64 rows, i64 size) {
  DYNSMEM(double, shared);
  double *room = shared + threadIdx.y * (blockDim.x >> 5);
  i64 row = static_cast<i64>(blockIdx.x) * blockDim.y + threadIdx.y;
  i64 end = row < rows ? size : 0; // no thread leaves before the others
  const T *in = x + row * size;
  float most = __uint_as_float(0xFF800000u); // minus infinity
  for (i64 at = threadIdx.x; at < end; at += blockDim.x) most = fmaxf(most, widen(in[at]));
  most = row_max(most, room);
  double sum = 0.0;
  for (i64 at = threadIdx.x; at < end; at += blockDim.x) sum += expf(widen(in[at]) - most);
  float share = static_cast<float>(1.0 / block_sum(sum, room));
  for (i64 at = threadIdx.x; at < end; at += blockDim.x) {
    y[row * size + at] = narrow<T>(expf(widen(in[at]) - most) * share);
  }
}

template <class T>
DEVICE void softmax_backward(const T *dy, const T *y, T *dx, i64 rows, i64 size) {
  DYNSMEM(double, shared);
  double *room = shared + threadIdx.y * (blockDim.x >> 5);
  i64 row = static_cast<i64>(blockIdx.x) * blockDim.y + threadIdx.y;
  i64 end = row < rows ? size : 0;
  i64 start = row * size;
  double sum = 0.0;
  for (i64 at = threadIdx.x; at < end; at += blockDim.x) sum += widen(dy[start + at]) * widen(y[start + at]);
  float mean = static_cast<float>(block_sum(sum, room));
  for (i64 at = threadIdx.x; at < end; at += blockDim.x) {
    dx[start + at] = narrow<T>(widen(y[start + at]) * (widen(dy[start + at]) - mean));
  }
}

#define SOFTMAX(T, NAME)                                                                          \
  KERNEL(256) softmax_##NAME(const T *x, T *y, i64 rows, i64 size) { softmax(x, y, rows, size); } \
  KERNEL(256) softmax_backward_##NAME(const T *dy, const T *y, T *dx, i64 rows, i64 size) {       \
    softmax_backward(dy, y, dx, rows, size);                                                      \
  }
SOFTMAX(float, f32)
SOFTMAX(bf16, bf16)
