// The largest along the middle axis of [a, r, b], and where it stands; i32 indices [a, b].
//   largest           y = x[index], the first of equals          floor: read x, write y and index
//   largest_backward  dx = dy at the index, else 0               floor: read dy and index, write dx
// Geometry: 256 threads; largest  a thread per [a, b], ceil(a * b / 256) blocks; largest_backward  a thread per element of dx.

template <class T>
DEVICE void largest(const T *x, T *y, int *index, i64 outputs, i64 r, i64 b) {
  i64 i = thread_number();
  if (i >= outputs) return;
  const T *column = x + i / b * r * b + i % b;
  int best = 0;
  for (i64 k = 1; k < r; k++) {
    if (widen(column[k * b]) > widen(column[best * b])) best = static_cast<int>(k);
  }
  if (y) y[i] = column[best * b];
  index[i] = best;
}

template <class T>
DEVICE void largest_backward(const T *dy, const int *index, T *dx, i64 n, i64 r, i64 b) {
  i64 i = thread_number();
  if (i >= n) return;
  i64 output = i / (r * b) * b + i % b;
  dx[i] = index[output] == i / b % r ? dy[output] : narrow<T>(0.0f);
}

#define LARGEST(T, NAME)                                                                                        \
  KERNEL(256) largest_##NAME(const T *x, T *y, int *index, i64 outputs, i64 r, i64 b) {                         \
    largest(x, y, index, outputs, r, b);                                                                        \
  }                                                                                                             \
  KERNEL(256) largest_backward_##NAME(const T *dy, const int *index, T *dx, i64 n, i64 r, i64 b) {              \
    largest_backward(dy, index, dx, n, r, b);                                                                   \
  }
LARGEST(float, f32)
LARGEST(bf16, bf16)
