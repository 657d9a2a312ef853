// Rows of a elements to rows of b, in another type where asked: y[r, j] = x[r, j] where both are, else 0; y has n elements, x
// has `rows` rows. Fills channels up to what tensor cores take, and cuts them off again.
// Floor: read x, write y. Geometry: 256 threads, eight elements of y a thread.

template <class X, class Y>
DEVICE void channels(const X *x, Y *y, i64 rows, i64 n, int a, int b) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  float v[8];
  i64 r = at / b;
  int j = static_cast<int>(at % b);
  if (j + 8 <= b) {
    int count = r >= rows || j >= a ? 0 : a - j < 8 ? a - j : 8;
    load8(x, r * a + j, count, v);
  } else {
#pragma unroll
    for (int k = 0; k < 8; k++) {
      v[k] = r < rows && j < a ? widen(x[r * a + j]) : 0.0f;
      if (++j == b) j = 0, r++;
    }
  }
  store8(y, at, span8(at, n), v);
}

#define CHANNELS(X, Y, NAME)                                                                       \
  KERNEL(256) channels_##NAME(const X *x, Y *y, i64 rows, i64 n, int a, int b) {                   \
    channels(x, y, rows, n, a, b);                                                                 \
  }
CHANNELS(float, float, f32_to_f32)
CHANNELS(float, bf16, f32_to_bf16)
CHANNELS(bf16, bf16, bf16_to_bf16)
CHANNELS(bf16, float, bf16_to_f32)
