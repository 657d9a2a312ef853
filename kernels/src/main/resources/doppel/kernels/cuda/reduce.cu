// Sums of x or of x * x over the middle axis of [a, r, b], times a factor. Other sums are made of several of these. The
// middle axis is cut into `chunks` parts of `length`, and y is [a, chunks, b]; a second launch sums the parts, in f64. Terms
// are added as f64 but eight neighbours, which are first added as f32: a sum is as exact as its terms.
//   sum_rows     b = 1: a warp per row and part       block 256 = 8 warps, grid ceil(a * chunks / 8)
//   sum_columns  b > 1: a thread per column, 8 at a time down the rows   block 32 x 8, 2 KB shared,
//                grid (ceil(b / 32) * a, chunks)
// Floor: read x once, write y.

template <class T>
DEVICE double reduce_term(T v, int squares) {
  float x = widen(v);
  return squares ? x * x : x;
}

DEVICE double reduce_term(double v, int squares) { return squares ? v * v : v; }

template <class T>
DEVICE void reduce_store(T *y, double v) {
  *y = narrow<T>(static_cast<float>(v));
}

DEVICE void reduce_store(double *y, double v) { *y = v; }

// Eight neighbours a lane, then the next 256.
template <class T>
DEVICE double reduce_run(const T *x, i64 from, i64 to, int squares) {
  double sum = 0.0;
  for (i64 at = from + 8 * (threadIdx.x & 31); at < to; at += 256) {
    float v[8];
    load8(x, at, span8(at, to), v);
    if (squares) {
#pragma unroll
      for (int k = 0; k < 8; k++) v[k] *= v[k];
    }
    sum += sum8(v);
  }
  return sum;
}

DEVICE double reduce_run(const double *x, i64 from, i64 to, int squares) {
  double sum = 0.0;
  for (i64 at = from + (threadIdx.x & 31); at < to; at += 32) sum += reduce_term(x[at], squares);
  return sum;
}

template <class T, class Y>
DEVICE void sum_rows(const T *x, Y *y, i64 a, i64 r, i64 chunks, i64 length, double factor, int squares) {
  i64 part = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = part < a * chunks; // all lanes alike
  i64 row = mine ? part / chunks : 0;
  i64 from = row * r + (mine ? part % chunks : 0) * length;
  i64 to = from + length < (row + 1) * r ? from + length : (row + 1) * r;
  double sum = warp_sum(mine ? reduce_run(x, from, to, squares) : 0.0);
  if (mine && (threadIdx.x & 31) == 0) reduce_store(y + part, factor * sum);
}

template <class T, class Y>
DEVICE void sum_columns(const T *x, Y *y, i64 r, i64 b, i64 chunks, i64 length, double factor, int squares) {
  DYNSMEM(double, room);
  i64 tiles = (b + 31) / 32;
  i64 a = blockIdx.x / tiles;
  i64 column = blockIdx.x % tiles * 32 + threadIdx.x;
  i64 from = static_cast<i64>(blockIdx.y) * length;
  i64 to = from + length < r ? from + length : r;
  double sum = 0.0;
  if (column < b) {
    for (i64 row = from + threadIdx.y; row < to; row += 8) sum += reduce_term(x[(a * r + row) * b + column], squares);
  }
  room[threadIdx.y * 32 + threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && column < b) {
    for (int k = 1; k < 8; k++) sum += room[k * 32 + threadIdx.x];
    reduce_store(y + (a * chunks + blockIdx.y) * b + column, factor * sum);
  }
}

#define REDUCE(T, Y, NAME)                                                                                           \
  KERNEL(256) sum_rows_##NAME(const T *x, Y *y, i64 a, i64 r, i64 chunks, i64 length, double factor, int squares) {  \
    sum_rows(x, y, a, r, chunks, length, factor, squares);                                                           \
  }                                                                                                                  \
  KERNEL(256) sum_columns_##NAME(const T *x, Y *y, i64 r, i64 b, i64 chunks, i64 length, double factor, int squares) { \
    sum_columns(x, y, r, b, chunks, length, factor, squares);                                                        \
  }
REDUCE(float, float, f32_to_f32)
REDUCE(float, double, f32_to_f64)
REDUCE(bf16, bf16, bf16_to_bf16)
REDUCE(bf16, float, bf16_to_f32)
REDUCE(bf16, double, bf16_to_f64)
REDUCE(double, float, f64_to_f32)
REDUCE(double, bf16, f64_to_bf16)
REDUCE(double, double, f64_to_f64)
