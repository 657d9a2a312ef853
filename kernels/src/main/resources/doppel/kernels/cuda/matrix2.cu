// 2 x 2 matrices [[a, b], [c, d]], row by row, one behind the other; computed in fp64, since a small determinant is a
// difference of large products.
//   matrix2_inverse                y = [[d, -b], [-c, a]] / (a d - b c); the unit matrix if |a d - b c| < smallest
//   matrix2_inverse_backward       dx = -y^T dy y^T; 0 where the unit matrix stood
//   matrix2_determinant            y = a d - b c
//   matrix2_determinant_backward   dx = dy [[d, -c], [-b, a]]
// Floor: read and write each matrix once. Geometry: 256 threads, one matrix a thread.

template <class T>
DEVICE void matrix2_load(const T *p, i64 i, double m[4]) {
#pragma unroll
  for (int k = 0; k < 4; k++) m[k] = static_cast<double>(widen(p[4 * i + k]));
}

template <class T>
DEVICE void matrix2_store(T *p, i64 i, const double m[4]) {
#pragma unroll
  for (int k = 0; k < 4; k++) p[4 * i + k] = narrow<T>(static_cast<float>(m[k]));
}

DEVICE double matrix2_det(const double m[4]) { return __dadd_rn(__dmul_rn(m[0], m[3]), -__dmul_rn(m[1], m[2])); }

// Whether the determinant is large enough to divide by.
DEVICE bool matrix2_invert(const double m[4], double smallest, double y[4]) {
  double det = matrix2_det(m);
  bool regular = !(fabs(det) < smallest);
  y[0] = regular ? m[3] / det : 1.0;
  y[1] = regular ? -m[1] / det : 0.0;
  y[2] = regular ? -m[2] / det : 0.0;
  y[3] = regular ? m[0] / det : 1.0;
  return regular;
}

template <class T>
DEVICE void matrix2_inverse(const T *x, T *y, i64 n, double smallest) {
  i64 i = thread_number();
  if (i >= n) return;
  double m[4], out[4];
  matrix2_load(x, i, m);
  matrix2_invert(m, smallest, out);
  matrix2_store(y, i, out);
}

template <class T>
DEVICE void matrix2_inverse_backward(const T *dy, const T *x, T *dx, i64 n, double smallest) {
  i64 i = thread_number();
  if (i >= n) return;
  double m[4], y[4], g[4], out[4] = {};
  matrix2_load(x, i, m);
  matrix2_load(dy, i, g);
  if (matrix2_invert(m, smallest, y)) {
#pragma unroll
    for (int k = 0; k < 4; k++) { // out[r, s] = -sum of y[p, r] g[p, q] y[s, q]
#pragma unroll
      for (int p = 0; p < 2; p++) {
#pragma unroll
        for (int q = 0; q < 2; q++) out[k] -= y[2 * p + k / 2] * g[2 * p + q] * y[2 * (k % 2) + q];
      }
    }
  }
  matrix2_store(dx, i, out);
}

template <class T>
DEVICE void matrix2_determinant(const T *x, T *y, i64 n) {
  i64 i = thread_number();
  if (i >= n) return;
  double m[4];
  matrix2_load(x, i, m);
  y[i] = narrow<T>(static_cast<float>(matrix2_det(m)));
}

template <class T>
DEVICE void matrix2_determinant_backward(const T *dy, const T *x, T *dx, i64 n) {
  i64 i = thread_number();
  if (i >= n) return;
  double m[4], g = static_cast<double>(widen(dy[i]));
  matrix2_load(x, i, m);
  double out[4] = {g * m[3], -g * m[2], -g * m[1], g * m[0]};
  matrix2_store(dx, i, out);
}

#define MATRIX2(T, NAME)                                                                                             \
  KERNEL(256) matrix2_inverse_##NAME(const T *x, T *y, i64 n, double smallest) { matrix2_inverse(x, y, n, smallest); } \
  KERNEL(256) matrix2_inverse_backward_##NAME(const T *dy, const T *x, T *dx, i64 n, double smallest) {              \
    matrix2_inverse_backward(dy, x, dx, n, smallest);                                                                \
  }                                                                                                                  \
  KERNEL(256) matrix2_determinant_##NAME(const T *x, T *y, i64 n) { matrix2_determinant(x, y, n); }                  \
  KERNEL(256) matrix2_determinant_backward_##NAME(const T *dy, const T *x, T *dx, i64 n) {                           \
    matrix2_determinant_backward(dy, x, dx, n);                                                                      \
  }
MATRIX2(float, f32)
MATRIX2(bf16, bf16)
