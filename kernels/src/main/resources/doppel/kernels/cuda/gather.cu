// Entries along one axis by number. x is [outer, entries, step], y is [outer, m, step], indices are int [m].
//   gather            y[o, i, r] = x[o, indices[i], r], 0 where there is no such entry; units of 1, 2, 4 or 8 bytes
//   gather_backward   adds dy[o, i, r] to sums[o, indices[i], r] in fixed point, see fixed_point.cu
// Floor: read y's elements of x, write y. Geometry: 256 threads, one element of y a thread, neighbours along step.

// Element of x that element `at` of y is taken from; -1 if from nowhere.
DEVICE i64 gather_source(i64 at, const int *indices, i64 step, int entries, int m) {
  i64 row = at / step;
  int entry = indices[row % m];
  if (entry < 0 || entry >= entries) return -1;
  return (row / m * entries + entry) * step + at % step;
}

template <class T>
DEVICE void gather(const T *x, const int *indices, T *y, i64 n, i64 step, int entries, int m) {
  i64 at = thread_number();
  if (at >= n) return;
  i64 from = gather_source(at, indices, step, entries, m);
  y[at] = from < 0 ? T(0) : x[from];
}

template <class T>
DEVICE void gather_backward(const T *dy, const int *indices, const u32 *largest, u64 *sums, i64 n, i64 step, int entries,
                            int m) {
  i64 at = thread_number();
  if (at >= n || *largest == 0u) return;
  i64 to = gather_source(at, indices, step, entries, m);
  if (to >= 0) atomicAdd(sums + to, fixed_term(1.0f, widen(dy[at]), *largest));
}

#define GATHER(T, NAME)                                                                                               \
  KERNEL(256) gather_##NAME(const T *x, const int *indices, T *y, i64 n, i64 step, int entries, int m) {              \
    gather(x, indices, y, n, step, entries, m);                                                                       \
  }
GATHER(u8, 1)
GATHER(u16, 2)
GATHER(u32, 4)
GATHER(u64, 8)

#define GATHER_BACKWARD(T, NAME)                                                                                      \
  KERNEL(256) gather_backward_##NAME(const T *dy, const int *indices, const u32 *largest, u64 *sums, i64 n, i64 step, \
                                     int entries, int m) {                                                            \
    gather_backward(dy, indices, largest, sums, n, step, entries, m);                                                 \
  }
GATHER_BACKWARD(float, f32)
GATHER_BACKWARD(bf16, bf16)
