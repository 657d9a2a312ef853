// Cosine similarities of rows: u [n, q, c], v [n, k, q, c], y [n, k, q]; lengths below epsilon count as epsilon.
//   cosine             y = u . v / (|u| |v|)                                   floor: read u and v, write y
//   cosine_backward_u  du = sum over k of dy * (v / (|u| |v|) - y * u / |u|^2), 0 where |u| < epsilon
//                      floor: read u and the rows of v whose dy is not 0, write du
//   cosine_backward_v  dv = dy * (u / (|u| |v|) - y * v / |v|^2), 0 where |v| < epsilon    floor: read u and v, write dv
// Geometry: a warp per row of v, or of u for cosine_backward_u: 256 threads, grid ceil(rows / 8); cosine_backward_u has 8 k
// floats shared. Sums in f64.

template <class T>
DEVICE double row_product(const T *a, const T *b, i64 c, bool mine) {
  double sum = 0.0;
  for (i64 at = threadIdx.x & 31; mine && at < c; at += 32) sum += static_cast<double>(widen(a[at])) * widen(b[at]);
  return warp_sum(sum);
}

DEVICE double at_least(double v, double least) { return v > least ? v : least; }

template <class T>
DEVICE void cosine(const T *u, const T *v, T *y, i64 rows, i64 k, i64 q, i64 c, double epsilon) {
  i64 row = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = row < rows; // all lanes alike
  const T *a = u + (row / (k * q) * q + row % q) * c, *b = v + row * c;
  double dot = row_product(a, b, c, mine);
  double lengths = at_least(sqrt(row_product(a, a, c, mine)), epsilon);
  lengths *= at_least(sqrt(row_product(b, b, c, mine)), epsilon);
  if (mine && (threadIdx.x & 31) == 0) y[row] = narrow<T>(static_cast<float>(dot / lengths));
}

template <class T>
DEVICE void cosine_backward_u(const T *dy, const T *u, const T *v, const T *y, T *du, i64 rows, i64 k, i64 q, i64 c,
                              double epsilon) {
  DYNSMEM(float, room);
  float *factors = room + (threadIdx.x >> 5) * k;
  i64 row = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = row < rows; // all lanes alike
  const T *a = u + row * c;
  double length = sqrt(row_product(a, a, c, mine)), pull = 0.0;
  for (i64 j = 0; j < k; j++) {
    i64 at = (row / q * k + j) * q + row % q;
    float g = mine ? widen(dy[at]) : 0.0f;
    double other = at_least(sqrt(row_product(v + at * c, v + at * c, c, g != 0.0f)), epsilon);
    if (mine) pull += static_cast<double>(g) * widen(y[at]);
    if ((threadIdx.x & 31) == 0) factors[j] = g != 0.0f ? static_cast<float>(g / (length * other)) : 0.0f;
  }
  __syncthreads();
  float back = static_cast<float>(pull / (length * length));
  for (i64 i = threadIdx.x & 31; mine && i < c; i += 32) {
    float sum = -back * widen(a[i]);
    for (i64 j = 0; j < k; j++) {
      if (factors[j] != 0.0f) sum += factors[j] * widen(v[((row / q * k + j) * q + row % q) * c + i]);
    }
    du[row * c + i] = narrow<T>(length < epsilon ? 0.0f : sum);
  }
}

template <class T>
DEVICE void cosine_backward_v(const T *dy, const T *u, const T *v, const T *y, T *dv, i64 rows, i64 k, i64 q, i64 c,
                              double epsilon) {
  i64 row = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = row < rows; // all lanes alike
  const T *a = u + (row / (k * q) * q + row % q) * c, *b = v + row * c;
  double other = at_least(sqrt(row_product(a, a, c, mine)), epsilon);
  double length = sqrt(row_product(b, b, c, mine));
  if (!mine) return;
  double g = widen(dy[row]);
  float factor = static_cast<float>(g / (length * other));
  float back = static_cast<float>(g * widen(y[row]) / (length * length));
  for (i64 i = threadIdx.x & 31; i < c; i += 32) {
    float value = factor * widen(a[i]) - back * widen(b[i]);
    dv[row * c + i] = narrow<T>(length < epsilon ? 0.0f : value);
  }
}

#define COSINE(T, NAME)                                                                                              \
  KERNEL(256) cosine_##NAME(const T *u, const T *v, T *y, i64 rows, i64 k, i64 q, i64 c, double epsilon) {           \
    cosine(u, v, y, rows, k, q, c, epsilon);                                                                         \
  }                                                                                                                  \
  KERNEL(256) cosine_backward_u_##NAME(const T *dy, const T *u, const T *v, const T *y, T *du, i64 rows, i64 k,      \
                                       i64 q, i64 c, double epsilon) {                                               \
    cosine_backward_u(dy, u, v, y, du, rows, k, q, c, epsilon);                                                      \
  }                                                                                                                  \
  KERNEL(256) cosine_backward_v_##NAME(const T *dy, const T *u, const T *v, const T *y, T *dv, i64 rows, i64 k,      \
                                       i64 q, i64 c, double epsilon) {                                               \
    cosine_backward_v(dy, u, v, y, dv, rows, k, q, c, epsilon);                                                      \
  }
COSINE(float, f32)
COSINE(bf16, bf16)
