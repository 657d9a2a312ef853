// A symmetric separable filter along one axis of f32 pictures, zeros beyond the edges; two launches make a blur, and its gradient
// is itself. Element e of line l stands at l / inner * size * inner + e * inner + l % inner: inner = c for columns of
// [n, h, w, c], w c for rows.
//   blur      y[e] = sum over t of taps[t] * x[e + t - count / 2]
//   soften    y = 2 min(max(x, 0), 0.5), the softened mask; may be in place
// Floor: read x, write y, twice. Geometry: 256 threads, one value a thread.

typedef Array<float, 128> BlurTaps;

KERNEL(256) blur(const float *x, float *y, i64 n, int size, i64 inner, int count, BlurTaps taps) {
  i64 i = thread_number();
  if (i >= n) return;
  int at = static_cast<int>(i / inner % size);
  int low = at - count / 2;
  float sum = 0.0f;
  for (int t = 0; t < count; t++) {
    int from = low + t;
    if (from >= 0 && from < size) sum += taps.v[t] * x[i + (from - at) * inner];
  }
  y[i] = sum;
}

KERNEL(256) soften(const float *x, float *y, i64 n) {
  i64 i = thread_number();
  if (i < n) y[i] = 2.0f * fminf(fmaxf(x[i], 0.0f), 0.5f);
}
