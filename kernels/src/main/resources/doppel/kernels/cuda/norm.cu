// Normalisation by mean and variance. A tensor [..., c] is seen as [a, r, g, d] with c = g * d; moments are [a, g], f32.
// With q = 1 / sqrt(variance + epsilon) and u = (x - mean) * q:
//   pair_sums           per picture, part and channel the sums of u and of u * v over rows; f64 [a, chunks, c, 2]
//                       floor: read u and v (once if they are the same)
//   moments             mean and biased variance from the sums of x and x * x
//   norm_pulls          mean(g) and mean(g * u) with g = dy * scale, from the sums of dy and dy * x; f64 [a, g, 2]
//   norm_gradients      dscale = sum of dy * u, dshift = sum of dy, from the same
//   normalize           y = u * scale + shift                        floor: read x, write y
//   normalize_backward  dx = q * (g - mean(g) - u * mean(g * u)), or q * g without pulls
//                       floor: read dy and x, write dx
// Geometry: pair_sums  block 32 x 8, 4 KB shared, grid (ceil(c / 32) * a, chunks), a part is `length` rows;
//   moments, norm_pulls  a warp per group, norm_gradients  a warp per channel: 256 threads, grid ceil(n / 8);
//   the last two  256 threads, eight elements a thread, ceil(n / 2048) blocks. Targets may be sources.
// Products of two f32 are exact in f64, so that no variance is lost to a large mean.

template <class T>
DEVICE void pair_sums(const T *u, const T *v, double *partials, i64 r, i64 c, i64 chunks, i64 length) {
  DYNSMEM(double, room);
  i64 tiles = (c + 31) / 32;
  i64 a = blockIdx.x / tiles;
  i64 column = blockIdx.x % tiles * 32 + threadIdx.x;
  i64 from = static_cast<i64>(blockIdx.y) * length;
  i64 to = from + length < r ? from + length : r;
  double sum = 0.0, product = 0.0;
  if (column < c) {
    for (i64 row = from + threadIdx.y; row < to; row += 8) {
      i64 at = (a * r + row) * c + column;
      double left = widen(u[at]);
      sum += left;
      product += left * static_cast<double>(widen(v[at]));
    }
  }
  double *mine = room + 2 * (threadIdx.y * 32 + threadIdx.x);
  mine[0] = sum;
  mine[1] = product;
  __syncthreads();
  if (threadIdx.y == 0 && column < c) {
    for (int k = 1; k < 8; k++) {
      sum += room[2 * (k * 32 + threadIdx.x)];
      product += room[2 * (k * 32 + threadIdx.x) + 1];
    }
    double *out = partials + 2 * ((a * chunks + blockIdx.y) * c + column);
    out[0] = sum;
    out[1] = product;
  }
}

#define NORM_SUMS(T, NAME)                                                                                          \
  KERNEL(256) pair_sums_##NAME(const T *u, const T *v, double *partials, i64 r, i64 c, i64 chunks, i64 length) {    \
    pair_sums(u, v, partials, r, c, chunks, length);                                                                \
  }
NORM_SUMS(float, f32)
NORM_SUMS(bf16, bf16)

KERNEL(256) moments(const double *partials, float *mean, float *variance, i64 count, i64 g, i64 d, i64 chunks,
                    double size) {
  i64 group = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = group < count; // all lanes alike
  double sum = 0.0, square = 0.0;
  for (i64 k = threadIdx.x & 31; mine && k < chunks * d; k += 32) {
    i64 at = 2 * ((group / g * chunks + k / d) * g * d + group % g * d + k % d);
    sum += partials[at];
    square += partials[at + 1];
  }
  sum = warp_sum(sum) / size;
  square = warp_sum(square) / size - sum * sum;
  if (mine && (threadIdx.x & 31) == 0) {
    mean[group] = static_cast<float>(sum);
    variance[group] = square > 0.0 ? static_cast<float>(square) : 0.0f;
  }
}

KERNEL(256) norm_pulls(const double *partials, const float *mean, const float *variance, const float *scale,
                       double *pulls, i64 count, i64 g, i64 d, i64 chunks, double size, double epsilon) {
  i64 group = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = group < count; // all lanes alike
  double plain = 0.0, product = 0.0;
  for (i64 k = threadIdx.x & 31; mine && k < chunks * d; k += 32) {
    i64 channel = group % g * d + k % d;
    i64 at = 2 * ((group / g * chunks + k / d) * g * d + channel);
    double factor = scale ? scale[channel] : 1.0f;
    plain += factor * partials[at];
    product += factor * (partials[at + 1] - mean[group] * partials[at]);
  }
  plain = warp_sum(plain);
  product = warp_sum(product);
  if (mine && (threadIdx.x & 31) == 0) {
    pulls[2 * group] = plain / size;
    pulls[2 * group + 1] = product / sqrt(variance[group] + epsilon) / size;
  }
}

KERNEL(256) norm_gradients(const double *partials, const float *mean, const float *variance, float *dscale,
                           float *dshift, i64 a, i64 c, i64 d, i64 chunks, double epsilon) {
  i64 channel = static_cast<i64>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  bool mine = channel < c; // all lanes alike
  double shift = 0.0, scale = 0.0;
  for (i64 k = threadIdx.x & 31; mine && k < a * chunks; k += 32) {
    i64 at = 2 * (k * c + channel), group = k / chunks * (c / d) + channel / d;
    shift += partials[at];
    scale += (partials[at + 1] - mean[group] * partials[at]) / sqrt(variance[group] + epsilon);
  }
  shift = warp_sum(shift);
  scale = warp_sum(scale);
  if (mine && (threadIdx.x & 31) == 0) {
    if (dscale) dscale[channel] = static_cast<float>(scale);
    if (dshift) dshift[channel] = static_cast<float>(shift);
  }
}

// Where an element stands: its place in its picture of `size` elements, its channel and its group.
struct NormPlace {
  i64 picture, at;
  int channel;
};

DEVICE NormPlace norm_place(i64 element, i64 size, int c) {
  NormPlace place;
  place.picture = element / size;
  place.at = element % size;
  place.channel = static_cast<int>(place.at % c);
  return place;
}

DEVICE i64 norm_group(const NormPlace &place, int c, int d) {
  return place.picture * (c / d) + (d == 1 ? place.channel : place.channel / d);
}

DEVICE void norm_next(NormPlace &place, i64 size, int c) {
  if (++place.channel == c) place.channel = 0;
  if (++place.at == size) {
    place.at = 0;
    place.picture++;
  }
}

template <class T>
DEVICE void normalize(const T *x, const float *mean, const float *variance, const float *scale, const float *shift, T *y,
                      i64 n, i64 size, int c, int d, float epsilon) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  NormPlace place = norm_place(at, size, c);
  float v[8];
  load8(x, at, count, v);
#pragma unroll 1
  for (int k = 0; k < count; k++) {
    i64 group = norm_group(place, c, d);
    float u = (v[k] - mean[group]) * (1.0f / sqrtf(variance[group] + epsilon));
    v[k] = u * (scale ? scale[place.channel] : 1.0f) + (shift ? shift[place.channel] : 0.0f);
    norm_next(place, size, c);
  }
  store8(y, at, count, v);
}

template <class T>
DEVICE void normalize_backward(const T *dy, const T *x, const float *mean, const float *variance, const float *scale,
                               const double *pulls, T *dx, i64 n, i64 size, int c, int d, float epsilon) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  NormPlace place = norm_place(at, size, c);
  float g[8], v[8];
  load8(dy, at, count, g);
  load8(x, at, count, v);
#pragma unroll 1
  for (int k = 0; k < count; k++) {
    i64 group = norm_group(place, c, d);
    float q = 1.0f / sqrtf(variance[group] + epsilon);
    float u = (v[k] - mean[group]) * q;
    float scaled = g[k] * (scale ? scale[place.channel] : 1.0f);
    if (pulls) scaled -= static_cast<float>(pulls[2 * group]) + u * static_cast<float>(pulls[2 * group + 1]);
    g[k] = q * scaled;
    norm_next(place, size, c);
  }
  store8(dx, at, count, g);
}

#define NORM(T, NAME)                                                                                                \
  KERNEL(256) normalize_##NAME(const T *x, const float *mean, const float *variance, const float *scale,             \
                               const float *shift, T *y, i64 n, i64 size, int c, int d, float epsilon) {             \
    normalize(x, mean, variance, scale, shift, y, n, size, c, d, epsilon);                                           \
  }                                                                                                                  \
  KERNEL(256) normalize_backward_##NAME(const T *dy, const T *x, const float *mean, const float *variance,           \
                                        const float *scale, const double *pulls, T *dx, i64 n, i64 size, int c,      \
                                        int d, float epsilon) {                                                      \
    normalize_backward(dy, x, mean, variance, scale, pulls, dx, n, size, c, d, epsilon);                             \
  }
NORM(float, f32)
NORM(bf16, bf16)
