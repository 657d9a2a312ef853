// What follows a convolution in one pass: bias, residual, activation and depth-to-space.
//   blocks_act           y[n, i s + a, j s + b, offset + k] = act(z[n, i, j, (a s + b) c + k] + bias[(a s + b) c + k] + residual)
//                        floor: read z (and residual), write y: 4 bytes an element in bf16
//   blocks_act_backward  dz = dy * act'(y), back in z's places, and per part of the picture the sums that make dbias,
//                        f32 [gridDim.y, s s c]; floor: read dy and y, write dz: 6 bytes an element in bf16
// With s = 1 it is bias, residual and activation alone. y has `pitch` channels; where `again` is not below 0 the result is also
// written (its gradient also read) from that channel on: concat(x, x) for nothing. residual has y's shape with c channels.
// Sizes by value: h w s c pitch offset again kind. z [n, h, w, s s c], bias f32.
// Geometry: forward 256 threads, eight channels a thread, grid ceil(n h w s s ceil(c / 8) / 256). Backward block 32 x 8: a lane
// is a group of eight channels, a row a pixel; grid (ceil(s s ceil(c / 8) / 32), parts), 8 KB shared.

#define BLOCKS_SIZES                                                                                  \
  int h = sizes.v[0], w = sizes.v[1], s = sizes.v[2], c = sizes.v[3], pitch = sizes.v[4];             \
  int offset = sizes.v[5], again = sizes.v[6], kind = sizes.v[7], each = (c + 7) / 8, groups = s * s * each

// Pixel of y that block (a, b) = (block / s, block % s) of deep pixel `pixel` becomes.
DEVICE i64 blocks_pixel(i64 pixel, int block, int h, int w, int s) {
  int j = static_cast<int>(pixel % w);
  i64 row = pixel / w; // picture * h + i
  (void)h;
  return ((row * s + block / s) * w + j) * s + block % s;
}

template <class T>
DEVICE void blocks_act(const T *z, const float *bias, const T *residual, T *y, i64 pixels, const Sizes &sizes, float slope) {
  BLOCKS_SIZES;
  i64 at = thread_number();
  if (at >= pixels * groups) return;
  int group = static_cast<int>(at % groups);
  i64 pixel = at / groups;
  int block = group / each, k0 = group % each * 8;
  int count = c - k0 < 8 ? c - k0 : 8;
  float v[8], add[8];
  load8(z, (pixel * s * s + block) * c + k0, count, v);
  if (bias) {
    load8(bias, block * c + k0, count, add);
#pragma unroll
    for (int k = 0; k < 8; k++) v[k] += add[k];
  }
  i64 to = blocks_pixel(pixel, block, h, w, s);
  if (residual) {
    load8(residual, to * c + k0, count, add);
#pragma unroll
    for (int k = 0; k < 8; k++) v[k] += add[k];
  }
#pragma unroll
  for (int k = 0; k < 8; k++) v[k] = activation(kind, slope, v[k]);
  store8(y, to * pitch + offset + k0, count, v);
  if (again >= 0) store8(y, to * pitch + again + k0, count, v);
}

template <class T>
DEVICE void blocks_act_backward(const T *dy, const T *y, T *dz, float *sums, i64 pixels, const Sizes &sizes, float slope) {
  BLOCKS_SIZES;
  DYNSMEM(float, room);
  int group = blockIdx.x * 32 + threadIdx.x;
  bool mine = group < groups;
  int block = group / each, k0 = group % each * 8;
  int count = mine ? (c - k0 < 8 ? c - k0 : 8) : 0;
  float total[8] = {};
  for (i64 pixel = static_cast<i64>(blockIdx.y) * 8 + threadIdx.y; mine && pixel < pixels; pixel += 8ll * gridDim.y) {
    i64 from = blocks_pixel(pixel, block, h, w, s);
    float g[8], v[8];
    load8(dy, from * pitch + offset + k0, count, g);
    load8(y, from * pitch + offset + k0, count, v);
    if (again >= 0) {
      float more[8];
      load8(dy, from * pitch + again + k0, count, more);
#pragma unroll
      for (int k = 0; k < 8; k++) g[k] += more[k];
    }
#pragma unroll
    for (int k = 0; k < 8; k++) {
      g[k] *= activation_slope(kind, slope, v[k]);
      total[k] += g[k];
    }
    store8(dz, (pixel * s * s + block) * c + k0, count, g);
  }
  int thread = threadIdx.y * 32 + threadIdx.x;
#pragma unroll
  for (int k = 0; k < 8; k++) room[k * 256 + thread] = total[k];
  __syncthreads();
  // row r sums channel r of each group over the eight pixels' rows
  float sum = 0.0f;
  for (int r = 0; r < 8; r++) sum += room[threadIdx.y * 256 + r * 32 + threadIdx.x];
  if (static_cast<int>(threadIdx.y) < count) {
    sums[static_cast<i64>(blockIdx.y) * s * s * c + block * c + k0 + threadIdx.y] = sum;
  }
}

#define BLOCKS_ACT(T, NAME)                                                                                           \
  KERNEL(256) blocks_act_##NAME(const T *z, const float *bias, const T *residual, T *y, i64 pixels, Sizes sizes,      \
                                float slope) {                                                                        \
    blocks_act(z, bias, residual, y, pixels, sizes, slope);                                                           \
  }                                                                                                                   \
  KERNEL(256) blocks_act_backward_##NAME(const T *dy, const T *y, T *dz, float *sums, i64 pixels, Sizes sizes,        \
                                         float slope) {                                                               \
    blocks_act_backward(dy, y, dz, sums, pixels, sizes, slope);                                                       \
  }
BLOCKS_ACT(float, f32)
BLOCKS_ACT(bf16, bf16)
