// Sampling of [n, h, w, c] at places given as [n, oh, ow, 2] in -1..1, x before y.
// corners = 0: pixel = ((g + 1) size - 1) / 2; corners = 1: pixel = (g + 1) / 2 (size - 1).
// border = 0: zeros outside; 1: the outermost pixels; 2: mirrored about the middles of these if corners, else about their
// outer edges. nearest = 0: bilinear; 1: the nearest pixel, of two the even one. Positions are found in fp64, so that all
// back-ends take the same pixels. Taps of weight 0 are not read.
//   grid_sample           y [n, oh, ow, c]                              floor: read x, write y
//   grid_sample_places    dgrid = sum over channels of dy * dy/dg       floor: read x and dy
//   grid_sample_scatter   adds dy * weight to sums in fixed point, see fixed_point.cu
// Geometry: 256 threads; eight channels a thread for grid_sample and scatter, one warp a pixel for places. Sizes by value:
// h w c corners border nearest.

struct SamplePlace {
  int row, column;
  float right, below; // weights of the second column and row
};

DEVICE double sample_clip(double p, int size) { return p > 0.0 ? fmin(p, size - 1.0) : 0.0; }

// Where the coordinate lies in pixels, and the derivative of that.
DEVICE double sample_pixel(float coordinate, int size, int corners, int border, double *slope) {
  double g = static_cast<double>(coordinate) + 1.0;
  double p = corners ? g / 2.0 * (size - 1.0) : (g * size - 1.0) / 2.0;
  *slope = (corners ? size - 1.0 : static_cast<double>(size)) / 2.0;
  if (border == 0) return p > -2.0 ? fmin(p, size + 1.0) : -2.0; // far away is outside, whatever the number
  if (border == 2) {
    double mirror = corners ? 0.0 : -0.5, span = corners ? size - 1.0 : static_cast<double>(size);
    double away = fabs(p - mirror);
    away -= 2.0 * span * floor(away / (2.0 * span));
    if ((p < mirror) != (away > span)) *slope = -*slope;
    p = span == 0.0 ? 0.0 : mirror + fmin(away, 2.0 * span - away);
  }
  if (!(p > 0.0 && p < size - 1.0)) *slope = 0.0;
  return sample_clip(p, size);
}

DEVICE SamplePlace sample_place(const float *grid, i64 pixel, const Sizes &s) {
  double slope;
  double x = sample_pixel(grid[2 * pixel], s.v[1], s.v[3], s.v[4], &slope);
  double y = sample_pixel(grid[2 * pixel + 1], s.v[0], s.v[3], s.v[4], &slope);
  double column = s.v[5] ? rint(x) : floor(x), row = s.v[5] ? rint(y) : floor(y);
  SamplePlace p;
  p.column = static_cast<int>(column);
  p.row = static_cast<int>(row);
  p.right = s.v[5] ? 0.0f : static_cast<float>(x - column);
  p.below = s.v[5] ? 0.0f : static_cast<float>(y - row);
  return p;
}

DEVICE bool sample_inside(int row, int column, const Sizes &s) {
  return row >= 0 && row < s.v[0] && column >= 0 && column < s.v[1];
}

DEVICE float sample_weight(const SamplePlace &p, int tap) {
  return (tap & 1 ? p.right : 1.0f - p.right) * (tap & 2 ? p.below : 1.0f - p.below);
}

// Where the channels of a pixel begin.
DEVICE i64 sample_at(i64 picture, int row, int column, const Sizes &s) {
  return ((picture * s.v[0] + row) * s.v[1] + column) * s.v[2];
}

template <class T>
DEVICE void grid_sample(const T *x, const float *grid, T *y, i64 pixels, i64 area, const Sizes &s) {
  int c = s.v[2], each = (c + 7) / 8;
  i64 at = thread_number();
  if (at >= pixels * each) return;
  i64 pixel = at / each;
  int k0 = static_cast<int>(at % each) * 8, count = c - k0 < 8 ? c - k0 : 8;
  SamplePlace p = sample_place(grid, pixel, s);
  float sum[8] = {};
  for (int tap = 0; tap < 4; tap++) {
    int row = p.row + tap / 2, column = p.column + tap % 2;
    float v[8], weight = sample_weight(p, tap);
    if (weight == 0.0f || !sample_inside(row, column, s)) continue;
    load8(x, sample_at(pixel / area, row, column, s) + k0, count, v);
#pragma unroll
    for (int k = 0; k < 8; k++) sum[k] += weight * v[k];
  }
  store8(y, pixel * c + k0, count, sum);
}

template <class T>
DEVICE void grid_sample_places(const T *dy, const T *x, const float *grid, float *dgrid, i64 pixels, i64 area,
                               const Sizes &s) {
  i64 pixel = static_cast<i64>(blockIdx.x) * 8 + threadIdx.x / 32;
  bool mine = pixel < pixels; // all lanes alike
  int c = s.v[2];
  float across = 0.0f, down = 0.0f;
  if (mine) {
    SamplePlace p = sample_place(grid, pixel, s);
    for (int k = threadIdx.x % 32; k < c; k += 32) {
      float g = widen(dy[pixel * c + k]), v[4];
      for (int tap = 0; tap < 4; tap++) {
        int row = p.row + tap / 2, column = p.column + tap % 2;
        v[tap] = sample_inside(row, column, s) ? widen(x[sample_at(pixel / area, row, column, s) + k]) : 0.0f;
      }
      across += g * ((1.0f - p.below) * (v[1] - v[0]) + p.below * (v[3] - v[2]));
      down += g * ((1.0f - p.right) * (v[2] - v[0]) + p.right * (v[3] - v[1]));
    }
  }
  across = warp_sum(across);
  down = warp_sum(down);
  if (mine && threadIdx.x % 32 == 0) {
    double slope;
    sample_pixel(grid[2 * pixel], s.v[1], s.v[3], s.v[4], &slope);
    dgrid[2 * pixel] = static_cast<float>(slope) * across;
    sample_pixel(grid[2 * pixel + 1], s.v[0], s.v[3], s.v[4], &slope);
    dgrid[2 * pixel + 1] = static_cast<float>(slope) * down;
  }
}

template <class T>
DEVICE void grid_sample_scatter(const T *dy, const float *grid, const u32 *largest, u64 *sums, i64 pixels, i64 area,
                                const Sizes &s) {
  int c = s.v[2], each = (c + 7) / 8;
  i64 at = thread_number();
  if (at >= pixels * each || *largest == 0u) return;
  i64 pixel = at / each;
  int k0 = static_cast<int>(at % each) * 8, count = c - k0 < 8 ? c - k0 : 8;
  SamplePlace p = sample_place(grid, pixel, s);
  float g[8];
  load8(dy, pixel * c + k0, count, g);
  for (int tap = 0; tap < 4; tap++) {
    int row = p.row + tap / 2, column = p.column + tap % 2;
    float weight = sample_weight(p, tap);
    if (weight == 0.0f || !sample_inside(row, column, s)) continue;
    u64 *to = sums + sample_at(pixel / area, row, column, s) + k0;
#pragma unroll
    for (int k = 0; k < 8; k++) {
      if (k < count) atomicAdd(to + k, fixed_term(weight, g[k], *largest));
    }
  }
}

#define GRID_SAMPLE(T, NAME)                                                                                          \
  KERNEL(256) grid_sample_##NAME(const T *x, const float *grid, T *y, i64 pixels, i64 area, Sizes s) {                \
    grid_sample(x, grid, y, pixels, area, s);                                                                         \
  }                                                                                                                   \
  KERNEL(256) grid_sample_places_##NAME(const T *dy, const T *x, const float *grid, float *dgrid, i64 pixels, i64 area, \
                                        Sizes s) {                                                                    \
    grid_sample_places(dy, x, grid, dgrid, pixels, area, s);                                                          \
  }                                                                                                                   \
  KERNEL(256) grid_sample_scatter_##NAME(const T *dy, const float *grid, const u32 *largest, u64 *sums, i64 pixels,   \
                                         i64 area, Sizes s) {                                                         \
    grid_sample_scatter(dy, grid, largest, sums, pixels, area, s);                                                    \
  }
GRID_SAMPLE(float, f32)
GRID_SAMPLE(bf16, bf16)
