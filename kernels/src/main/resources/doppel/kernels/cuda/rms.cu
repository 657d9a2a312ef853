// Rows divided by the root of their mean square: r = 1 / sqrt(mean(x * x) + epsilon).
//   rms_partials  per row and chunk: sum of x * x and, if dy is given, of x * dy; f64 [rows, chunks, 2]
//   rms           y = x * r                                       floor: read x twice (once from cache), write y
//   rms_backward  dx = r * (dy - x * r^2 * mean(x * dy))          floor: read x and dy twice, write dx
// Geometry: 256 threads, grid (chunks, rows), a chunk is 8192 elements of a row, 64 bytes shared. Targets may be sources.

#define RMS_CHUNK 8192

template <class T>
DEVICE void rms_partials(const T *x, const T *dy, double *partials, i64 size) {
  DYNSMEM(double, room);
  i64 row = static_cast<i64>(blockIdx.y) * size;
  i64 from = static_cast<i64>(blockIdx.x) * RMS_CHUNK;
  i64 to = from + RMS_CHUNK < size ? from + RMS_CHUNK : size;
  double squares = 0.0, products = 0.0;
  for (i64 at = from + 8 * threadIdx.x; at < to; at += 8 * 256) {
    float v[8], g[8];
    load8(x, row + at, span8(at, to), v);
    if (dy) {
      load8(dy, row + at, span8(at, to), g);
#pragma unroll
      for (int k = 0; k < 8; k++) g[k] *= v[k];
      products += sum8(g);
    }
#pragma unroll
    for (int k = 0; k < 8; k++) v[k] *= v[k];
    squares += sum8(v);
  }
  squares = block_sum(squares, room);
  products = block_sum(products, room);
  if (threadIdx.x == 0) {
    double *mine = partials + 2 * (static_cast<i64>(blockIdx.y) * gridDim.x + blockIdx.x);
    mine[0] = squares;
    mine[1] = products;
  }
}

// Sum of one of the two partials of this block's row, over all chunks.
DEVICE double rms_total(const double *partials, int which, double *room) {
  double sum = 0.0;
  for (u32 chunk = threadIdx.x; chunk < gridDim.x; chunk += 256) {
    sum += partials[2 * (static_cast<i64>(blockIdx.y) * gridDim.x + chunk) + which];
  }
  return block_sum(sum, room);
}

template <class T>
DEVICE void rms_apply(const T *dy, const T *x, const double *partials, T *out, i64 size, double epsilon) {
  DYNSMEM(double, room);
  i64 row = static_cast<i64>(blockIdx.y) * size;
  i64 from = static_cast<i64>(blockIdx.x) * RMS_CHUNK;
  i64 to = from + RMS_CHUNK < size ? from + RMS_CHUNK : size;
  double root = 1.0 / sqrt(rms_total(partials, 0, room) / size + epsilon);
  float scale = static_cast<float>(root);
  float pull = dy ? static_cast<float>(root * root * root * rms_total(partials, 1, room) / size) : 0.0f;
  for (i64 at = from + 8 * threadIdx.x; at < to; at += 8 * 256) {
    float v[8], g[8];
    load8(x, row + at, span8(at, to), v);
    if (dy) {
      load8(dy, row + at, span8(at, to), g);
#pragma unroll
      for (int k = 0; k < 8; k++) v[k] = scale * g[k] - pull * v[k];
    } else {
#pragma unroll
      for (int k = 0; k < 8; k++) v[k] *= scale;
    }
    store8(out, row + at, span8(at, to), v);
  }
}

#define RMS(T, NAME)                                                                                          \
  KERNEL(256) rms_partials_##NAME(const T *x, const T *dy, double *partials, i64 size) {                      \
    rms_partials(x, dy, partials, size);                                                                      \
  }                                                                                                           \
  KERNEL(256) rms_##NAME(const T *x, const double *partials, T *y, i64 size, double epsilon) {                \
    rms_apply(static_cast<const T *>(0), x, partials, y, size, epsilon);                                      \
  }                                                                                                           \
  KERNEL(256) rms_backward_##NAME(const T *dy, const T *x, const double *partials, T *dx, i64 size, double epsilon) { \
    rms_apply(dy, x, partials, dx, size, epsilon);                                                            \
  }
RMS(float, f32)
RMS(bf16, bf16)
