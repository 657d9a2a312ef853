// What every kernel file stands on. No toolkit header is included: the same text is compiled by NVRTC and, with CUDA's words
// defined around it, by a C++ compiler for tests on the host.
//
// Rules: arithmetic in fp32 or wider whatever the storage; no atomics on floats and no order of blocks that results depend
// on, so that runs are equal bit by bit; dynamic shared memory only (DYNSMEM); shuffles over all 32 lanes; no reliance on
// warp-synchronous execution; sizes that may pass 2^31 are i64. Kernels overwrite their outputs unless they say "adds".

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;

// Shared memory of the size that the launch asks for.
#ifndef DYNSMEM
extern __shared__ __align__(16) unsigned char dynamic_shared[];
#define DYNSMEM(type, name) type *name = reinterpret_cast<type *>(dynamic_shared)
#endif

#define DEVICE static __device__ __forceinline__
#define KERNEL(threads) extern "C" __global__ void __launch_bounds__(threads)

// Arrays by value: sizes, strides and filter taps live in the constant bank.
template <class T, int N>
struct Array {
  T v[N];
};
typedef Array<int, 8> Sizes;
typedef Array<i64, 8> Strides;

// ---- storage --------------------------------------------------------------------------------------------------------

// The upper half of an fp32.
struct bf16 {
  u16 bits;
};

DEVICE float widen(float v) { return v; }
DEVICE float widen(bf16 v) { return __uint_as_float(static_cast<u32>(v.bits) << 16); }

// To nearest, ties to even; NaN stays NaN.
DEVICE u16 bf16_bits(float v) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  u16 out;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(out) : "f"(v));
  return out;
#else
  u32 b = __float_as_uint(v);
  if ((b & 0x7FFFFFFFu) > 0x7F800000u) return static_cast<u16>((b >> 16) | 0x40u);
  return static_cast<u16>((b + 0x7FFFu + ((b >> 16) & 1u)) >> 16);
#endif
}

template <class T>
DEVICE T narrow(float v);
template <>
__device__ __forceinline__ float narrow<float>(float v) {
  return v;
}
template <>
__device__ __forceinline__ bf16 narrow<bf16>(float v) {
  bf16 out;
  out.bits = bf16_bits(v);
  return out;
}
template <>
__device__ __forceinline__ double narrow<double>(float v) {
  return v;
}
DEVICE float widen(double v) { return static_cast<float>(v); }

template <class T>
struct alignas(16) Chunk {
  T v[16 / sizeof(T)];
};

DEVICE bool aligned16(const void *p) { return (reinterpret_cast<u64>(p) & 15u) == 0; }

// Elements at, at + 1, ... of p as floats, `count` (at most 8) of them, the rest zero. Whole aligned groups of eight move
// as 16-byte words.
template <class T>
DEVICE void load8(const T *p, i64 at, int count, float out[8]) {
  const T *q = p + at;
  if (count >= 8 && aligned16(q)) {
    const int per = 16 / sizeof(T);
#pragma unroll
    for (int c = 0; c < 8 / per; c++) {
      Chunk<T> chunk = reinterpret_cast<const Chunk<T> *>(q)[c];
#pragma unroll
      for (int k = 0; k < per; k++) out[c * per + k] = widen(chunk.v[k]);
    }
  } else {
#pragma unroll
    for (int k = 0; k < 8; k++) out[k] = k < count ? widen(q[k]) : 0.0f;
  }
}

// The opposite of load8; elements from `count` on are left alone.
template <class T>
DEVICE void store8(T *p, i64 at, int count, const float in[8]) {
  T *q = p + at;
  if (count >= 8 && aligned16(q)) {
    const int per = 16 / sizeof(T);
#pragma unroll
    for (int c = 0; c < 8 / per; c++) {
      Chunk<T> chunk;
#pragma unroll
      for (int k = 0; k < per; k++) chunk.v[k] = narrow<T>(in[c * per + k]);
      reinterpret_cast<Chunk<T> *>(q)[c] = chunk;
    }
  } else {
#pragma unroll
    for (int k = 0; k < 8; k++) {
      if (k < count) q[k] = narrow<T>(in[k]);
    }
  }
}

// ---- work of a thread -----------------------------------------------------------------------------------------------

// Number of this thread in a one-dimensional grid.
DEVICE i64 thread_number() { return static_cast<i64>(blockIdx.x) * blockDim.x + threadIdx.x; }

// How many of the eight elements from `at` on lie below n.
DEVICE int span8(i64 at, i64 n) { return n - at >= 8 ? 8 : static_cast<int>(n - at); }

// ---- activations ----------------------------------------------------------------------------------------------------

// Kinds by number: none, leaky_relu, sigmoid, tanh.
DEVICE float activation(int kind, float slope, float x) {
  switch (kind) {
    case 1: return x > 0.0f ? x : slope * x;
    case 2: return 1.0f / (1.0f + expf(-x));
    case 3: return tanhf(x);
    default: return x;
  }
}

// dy/dx told from y.
DEVICE float activation_slope(int kind, float slope, float y) {
  switch (kind) {
    case 1: return y > 0.0f ? 1.0f : slope;
    case 2: return y * (1.0f - y);
    case 3: return 1.0f - y * y;
    default: return 1.0f;
  }
}

// ---- colours --------------------------------------------------------------------------------------------------------

// A BGR colour in 0..1 with its hue turned by degrees and saturation and value moved, both cut to 0..1. Source: the hexagon
// of Smith, "Color gamut transform pairs", 1978.
DEVICE void hsv_shifted(float bgr[3], float degrees, float saturation, float value) {
  float b = bgr[0], g = bgr[1], r = bgr[2];
  float most = fmaxf(fmaxf(b, g), r), least = fminf(fminf(b, g), r), chroma = most - least;
  float sixth = 0.0f; // hue in sixths of a turn
  if (chroma > 0.0f) {
    if (most == r) sixth = (g - b) / chroma;
    else if (most == g) sixth = 2.0f + (b - r) / chroma;
    else sixth = 4.0f + (r - g) / chroma;
  }
  float s = most > 0.0f ? chroma / most : 0.0f;
  sixth += degrees / 60.0f;
  sixth -= 6.0f * floorf(sixth / 6.0f);
  s = fminf(fmaxf(s + saturation, 0.0f), 1.0f);
  float v = fminf(fmaxf(most + value, 0.0f), 1.0f);
#pragma unroll
  for (int k = 0; k < 3; k++) { // b, g, r begin 1, 3 and 5 sixths from where they are largest
    float t = (k == 0 ? 1.0f : k == 1 ? 3.0f : 5.0f) + sixth;
    if (t >= 6.0f) t -= 6.0f;
    float share = fminf(fminf(t, 4.0f - t), 1.0f);
    bgr[k] = v - v * s * fmaxf(share, 0.0f);
  }
}

// ---- random numbers -------------------------------------------------------------------------------------------------

// Philox4x32-10: the four words of a block of a stream under a key.
DEVICE void philox(u64 key, u64 stream, u64 block, u32 words[4]) {
  u32 c0 = static_cast<u32>(block), c1 = static_cast<u32>(block >> 32);
  u32 c2 = static_cast<u32>(stream), c3 = static_cast<u32>(stream >> 32);
  u32 k0 = static_cast<u32>(key), k1 = static_cast<u32>(key >> 32);
#pragma unroll
  for (int round = 0; round < 10; round++) {
    u64 p0 = static_cast<u64>(0xD2511F53u) * c0;
    u64 p1 = static_cast<u64>(0xCD9E8D57u) * c2;
    c0 = static_cast<u32>(p1 >> 32) ^ c1 ^ k0;
    c1 = static_cast<u32>(p1);
    c2 = static_cast<u32>(p0 >> 32) ^ c3 ^ k1;
    c3 = static_cast<u32>(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

// In [0, 1): the upper 24 bits, exact in an fp32.
DEVICE float uniform24(u32 word) { return static_cast<float>(word >> 8) * 5.9604644775390625e-8f; }

// ---- sums over threads, always in the same order --------------------------------------------------------------------

// Sum over the warp, in every lane.
DEVICE double warp_sum(double v) {
#pragma unroll
  for (int lane = 16; lane > 0; lane >>= 1) v += __shfl_xor_sync(0xFFFFFFFFu, v, lane);
  return v;
}

DEVICE float warp_sum(float v) {
#pragma unroll
  for (int lane = 16; lane > 0; lane >>= 1) v += __shfl_xor_sync(0xFFFFFFFFu, v, lane);
  return v;
}

// Sum over a block of a multiple of 32 threads in one dimension, in every thread; `room` holds a value per warp and may be
// used again at once.
DEVICE double block_sum(double v, double *room) {
  v = warp_sum(v);
  if ((threadIdx.x & 31) == 0) room[threadIdx.x >> 5] = v;
  __syncthreads();
  double sum = 0.0;
  for (int w = 0; w < static_cast<int>(blockDim.x >> 5); w++) sum += room[w];
  __syncthreads();
  return sum;
}

// Units of a sum in fixed point, of which the largest term is that many; see fixed_point.cu.
#define FIXED_UNIT 1099511627776.0

// A term of such a sum, weight * v. Two's complement: unsigned sums are signed ones.
DEVICE u64 fixed_term(float weight, float v, u32 largest) {
  double unit = FIXED_UNIT / static_cast<double>(__uint_as_float(largest));
  return static_cast<u64>(static_cast<i64>(unit * static_cast<double>(weight) * static_cast<double>(v)));
}

// Sum of eight, pairwise.
DEVICE float sum8(const float v[8]) { return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7])); }
