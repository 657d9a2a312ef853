// Bilinear sampling of [n, h, w, c] at places given as [n, oh, ow, 2] in -1..1, x before y; zeros beyond the edges.
// corners = 0: pixel = ((g + 1) size - 1) / 2; corners = 1: pixel = (g + 1) / 2 (size - 1).
//   grid_sample           y [n, oh, ow, c]                              floor: read x, write y
//   grid_sample_places    dgrid = sum over channels of dy * dy/dg       floor: read x and dy
//   grid_sample_largest   largest |dy|, as bits of an f32 that start at 0
//   grid_sample_scatter   adds dy * weight to sums, in fixed point: 2^40 / largest a unit, so that the order of additions
//                         does not matter; sums start at 0
//   grid_sample_gather    dx from the sums
// Geometry: 256 threads; eight channels a thread for grid_sample and scatter, one warp a pixel for places, one value a thread
// for largest and gather.

struct SamplePlace {
  int row, column;
  float right, below; // weights of the second column and row
};

DEVICE SamplePlace sample_place(const float *grid, i64 pixel, int h, int w, int corners) {
  float x = grid[2 * pixel], y = grid[2 * pixel + 1];
  x = corners ? 0.5f * (x + 1.0f) * static_cast<float>(w - 1) : 0.5f * ((x + 1.0f) * static_cast<float>(w) - 1.0f);
  y = corners ? 0.5f * (y + 1.0f) * static_cast<float>(h - 1) : 0.5f * ((y + 1.0f) * static_cast<float>(h) - 1.0f);
  // far away is beyond the edge, whatever the number
  x = fminf(fmaxf(x, -2.0f), static_cast<float>(w) + 1.0f);
  y = fminf(fmaxf(y, -2.0f), static_cast<float>(h) + 1.0f);
  SamplePlace p;
  p.column = static_cast<int>(floorf(x));
  p.row = static_cast<int>(floorf(y));
  p.right = x - floorf(x);
  p.below = y - floorf(y);
  return p;
}

DEVICE bool sample_inside(int row, int column, int h, int w) { return row >= 0 && row < h && column >= 0 && column < w; }

DEVICE float sample_weight(const SamplePlace &p, int tap) {
  return (tap & 1 ? p.right : 1.0f - p.right) * (tap & 2 ? p.below : 1.0f - p.below);
}

template <class T>
DEVICE void grid_sample(const T *x, const float *grid, T *y, i64 pixels, i64 area, int h, int w, int c, int corners) {
  int each = (c + 7) / 8;
  i64 at = thread_number();
  if (at >= pixels * each) return;
  i64 pixel = at / each;
  int k0 = static_cast<int>(at % each) * 8, count = c - k0 < 8 ? c - k0 : 8;
  SamplePlace p = sample_place(grid, pixel, h, w, corners);
  float sum[8] = {};
  for (int tap = 0; tap < 4; tap++) {
    int row = p.row + tap / 2, column = p.column + tap % 2;
    if (!sample_inside(row, column, h, w)) continue;
    float v[8], weight = sample_weight(p, tap);
    load8(x, ((pixel / area * h + row) * w + column) * c + k0, count, v);
#pragma unroll
    for (int k = 0; k < 8; k++) sum[k] += weight * v[k];
  }
  store8(y, pixel * c + k0, count, sum);
}

template <class T>
DEVICE void grid_sample_places(const T *dy, const T *x, const float *grid, float *dgrid, i64 pixels, i64 area, int h, int w,
                               int c, int corners) {
  i64 pixel = static_cast<i64>(blockIdx.x) * 8 + threadIdx.x / 32;
  bool mine = pixel < pixels; // all lanes alike
  float across = 0.0f, down = 0.0f;
  if (mine) {
    SamplePlace p = sample_place(grid, pixel, h, w, corners);
    for (int k = threadIdx.x % 32; k < c; k += 32) {
      float g = widen(dy[pixel * c + k]), v[4];
      for (int tap = 0; tap < 4; tap++) {
        int row = p.row + tap / 2, column = p.column + tap % 2;
        v[tap] = sample_inside(row, column, h, w) ? widen(x[((pixel / area * h + row) * w + column) * c + k]) : 0.0f;
      }
      across += g * ((1.0f - p.below) * (v[1] - v[0]) + p.below * (v[3] - v[2]));
      down += g * ((1.0f - p.right) * (v[2] - v[0]) + p.right * (v[3] - v[1]));
    }
  }
  across = warp_sum(across);
  down = warp_sum(down);
  if (mine && threadIdx.x % 32 == 0) {
    dgrid[2 * pixel] = across * 0.5f * static_cast<float>(corners ? w - 1 : w);
    dgrid[2 * pixel + 1] = down * 0.5f * static_cast<float>(corners ? h - 1 : h);
  }
}

template <class T>
DEVICE void grid_sample_largest(const T *dy, u32 *largest, i64 n) {
  i64 i = thread_number();
  u32 bits = i < n ? __float_as_uint(fabsf(widen(dy[i]))) : 0u;
#pragma unroll
  for (int lane = 16; lane > 0; lane >>= 1) {
    u32 other = __shfl_xor_sync(0xFFFFFFFFu, bits, lane);
    bits = other > bits ? other : bits;
  }
  if (threadIdx.x % 32 == 0 && bits > 0u) atomicMax(largest, bits);
}

template <class T>
DEVICE void grid_sample_scatter(const T *dy, const float *grid, const u32 *largest, u64 *sums, i64 pixels, i64 area, int h,
                                int w, int c, int corners) {
  int each = (c + 7) / 8;
  i64 at = thread_number();
  if (at >= pixels * each || *largest == 0u) return;
  i64 pixel = at / each;
  int k0 = static_cast<int>(at % each) * 8, count = c - k0 < 8 ? c - k0 : 8;
  SamplePlace p = sample_place(grid, pixel, h, w, corners);
  double unit = 1099511627776.0 / static_cast<double>(__uint_as_float(*largest));
  float g[8];
  load8(dy, pixel * c + k0, count, g);
  for (int tap = 0; tap < 4; tap++) {
    int row = p.row + tap / 2, column = p.column + tap % 2;
    if (!sample_inside(row, column, h, w)) continue;
    double weight = unit * static_cast<double>(sample_weight(p, tap));
    u64 *to = sums + ((pixel / area * h + row) * w + column) * c + k0;
#pragma unroll
    for (int k = 0; k < 8; k++) {
      // two's complement: unsigned sums are signed ones
      if (k < count) atomicAdd(to + k, static_cast<u64>(static_cast<i64>(weight * static_cast<double>(g[k]))));
    }
  }
}

template <class T>
DEVICE void grid_sample_gather(const u64 *sums, const u32 *largest, T *dx, i64 n) {
  i64 i = thread_number();
  if (i >= n) return;
  double unit = static_cast<double>(__uint_as_float(*largest)) / 1099511627776.0;
  dx[i] = narrow<T>(static_cast<float>(static_cast<double>(static_cast<i64>(sums[i])) * unit));
}

#define GRID_SAMPLE(T, NAME)                                                                                          \
  KERNEL(256) grid_sample_##NAME(const T *x, const float *grid, T *y, i64 pixels, i64 area, int h, int w, int c,      \
                                 int corners) {                                                                       \
    grid_sample(x, grid, y, pixels, area, h, w, c, corners);                                                          \
  }                                                                                                                   \
  KERNEL(256) grid_sample_places_##NAME(const T *dy, const T *x, const float *grid, float *dgrid, i64 pixels, i64 area, \
                                        int h, int w, int c, int corners) {                                           \
    grid_sample_places(dy, x, grid, dgrid, pixels, area, h, w, c, corners);                                           \
  }                                                                                                                   \
  KERNEL(256) grid_sample_largest_##NAME(const T *dy, u32 *largest, i64 n) { grid_sample_largest(dy, largest, n); }   \
  KERNEL(256) grid_sample_scatter_##NAME(const T *dy, const float *grid, const u32 *largest, u64 *sums, i64 pixels,   \
                                         i64 area, int h, int w, int c, int corners) {                                \
    grid_sample_scatter(dy, grid, largest, sums, pixels, area, h, w, c, corners);                                     \
  }                                                                                                                   \
  KERNEL(256) grid_sample_gather_##NAME(const u64 *sums, const u32 *largest, T *dx, i64 n) {                          \
    grid_sample_gather(sums, largest, dx, n);                                                                         \
  }
GRID_SAMPLE(float, f32)
GRID_SAMPLE(bf16, bf16)
