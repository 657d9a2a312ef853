// Sums to which threads add in any order: integers of 64 bits, 2^40 a unit of the largest term, so that the order of
// additions does not matter. Up to 2^22 terms go into a sum.
//   fixed_point_largest   largest |x|, as bits of an f32 that start at 0         floor: read x
//   fixed_point_finish    y from the sums                                        floor: read the sums, write y
// Between them another kernel adds fixed_term to sums that start at 0. Geometry: 256 threads, one value a thread.

template <class T>
DEVICE void fixed_point_largest(const T *x, u32 *largest, i64 n) {
  i64 i = thread_number();
  u32 bits = i < n ? __float_as_uint(fabsf(widen(x[i]))) : 0u;
#pragma unroll
  for (int lane = 16; lane > 0; lane >>= 1) {
    u32 other = __shfl_xor_sync(0xFFFFFFFFu, bits, lane);
    bits = other > bits ? other : bits;
  }
  if (threadIdx.x % 32 == 0 && bits > 0u) atomicMax(largest, bits);
}

template <class T>
DEVICE void fixed_point_finish(const u64 *sums, const u32 *largest, T *y, i64 n) {
  i64 i = thread_number();
  if (i >= n) return;
  double unit = static_cast<double>(__uint_as_float(*largest)) / FIXED_UNIT;
  y[i] = narrow<T>(static_cast<float>(static_cast<double>(static_cast<i64>(sums[i])) * unit));
}

#define FIXED_POINT(T, NAME)                                                                                     \
  KERNEL(256) fixed_point_largest_##NAME(const T *x, u32 *largest, i64 n) { fixed_point_largest(x, largest, n); } \
  KERNEL(256) fixed_point_finish_##NAME(const u64 *sums, const u32 *largest, T *y, i64 n) {                      \
    fixed_point_finish(sums, largest, y, n);                                                                     \
  }
FIXED_POINT(float, f32)
FIXED_POINT(bf16, bf16)
