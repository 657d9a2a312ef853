// Random numbers by counter: element i depends on key, stream and i alone, and is the same on every device. In f64 and rounded
// once; products and sums are kept apart (no fused multiply-add), as on the host.
//   uniform  y = low + (high - low) * u, u in [0, 1) with 24 bits
//   normal   y = mean + deviation * z, z by Box and Muller from two words
// Floor: write y. Geometry: 256 threads, one Philox block of four elements a thread, ceil(n / 1024) blocks.

template <class T>
DEVICE void random_store(T *y, i64 at, i64 n, const double v[4]) {
#pragma unroll
  for (int k = 0; k < 4; k++) {
    if (at + k < n) y[at + k] = narrow<T>(static_cast<float>(v[k]));
  }
}

template <class T>
DEVICE void random_uniform(T *y, i64 n, u64 key, u64 stream, double low, double high) {
  i64 block = thread_number();
  if (4 * block >= n) return;
  u32 words[4];
  philox(key, stream, block, words);
  double v[4];
#pragma unroll
  for (int k = 0; k < 4; k++) {
    v[k] = __dadd_rn(low, __dmul_rn(high - low, static_cast<double>(uniform24(words[k]))));
  }
  random_store(y, 4 * block, n, v);
}

template <class T>
DEVICE void random_normal(T *y, i64 n, u64 key, u64 stream, double mean, double deviation) {
  i64 block = thread_number();
  if (4 * block >= n) return;
  u32 words[4];
  philox(key, stream, block, words);
  double v[4];
#pragma unroll
  for (int k = 0; k < 4; k += 2) {
    double radius = sqrt(-2.0 * log(1.0 - static_cast<double>(uniform24(words[k]))));
    double angle = 6.283185307179586476925 * static_cast<double>(uniform24(words[k + 1]));
    v[k] = __dadd_rn(mean, __dmul_rn(deviation, __dmul_rn(radius, cos(angle))));
    v[k + 1] = __dadd_rn(mean, __dmul_rn(deviation, __dmul_rn(radius, sin(angle))));
  }
  random_store(y, 4 * block, n, v);
}

#define RANDOM(T, NAME)                                                                                      \
  KERNEL(256) uniform_##NAME(T *y, i64 n, u64 key, u64 stream, double low, double high) {                    \
    random_uniform(y, n, key, stream, low, high);                                                            \
  }                                                                                                          \
  KERNEL(256) normal_##NAME(T *y, i64 n, u64 key, u64 stream, double mean, double deviation) {               \
    random_normal(y, n, key, stream, mean, deviation);                                                       \
  }
RANDOM(float, f32)
RANDOM(bf16, bf16)
