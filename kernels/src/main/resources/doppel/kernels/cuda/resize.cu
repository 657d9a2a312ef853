// Changes of size of [n, h, w, c] to [n, oh, ow, c].
//   resize           mode 0, nearest: y[i, j] = x[i * h / oh, j * w / ow], rounded down
//                    mode 1, bilinear between pixel centres, edges repeated: source (i + 0.5) * h / oh - 0.5
//                    mode 2, the same with the outermost centres aligned: source i * (h - 1) / (oh - 1), 0 if oh = 1
//   resize_backward  dx = dy shared out with the same weights; gathers, so nothing is added by two threads
// Positions are fractions of integers, exact at any size. Floor: read the source once, write the target.
// Geometry: 256 threads, one element of the target a thread, neighbouring threads on neighbouring channels.

// Where one of `to` pixels comes from among `from`: two neighbours, and the second one's weight.
struct Taps {
  int first, second;
  float weight;
};

template <bool ALIGNED>
DEVICE Taps resize_taps(int i, int from, int to, int mode) {
  Taps t;
  if (mode == 0) {
    t.first = t.second = static_cast<int>(static_cast<i64>(i) * from / to);
    t.weight = 0.0f;
    return t;
  }
  i64 up = ALIGNED ? static_cast<i64>(i) * (from - 1) : (2ll * i + 1) * from - to;
  i64 below = ALIGNED ? to > 1 ? to - 1 : 1 : 2ll * to;
  i64 floor = up >= 0 ? up / below : -((below - 1 - up) / below);
  t.weight = static_cast<float>(up - floor * below) / static_cast<float>(below);
  t.first = static_cast<int>(floor < 0 ? 0 : floor > from - 1 ? from - 1 : floor);
  t.second = static_cast<int>(floor + 1 < 0 ? 0 : floor + 1 > from - 1 ? from - 1 : floor + 1);
  return t;
}

// How much pixel `source` weighs in pixel i of the target.
template <bool ALIGNED>
DEVICE float resize_weight(int i, int source, int from, int to, int mode) {
  Taps t = resize_taps<ALIGNED>(i, from, to, mode);
  return (t.first == source ? 1.0f - t.weight : 0.0f) + (t.second == source ? t.weight : 0.0f);
}

// Pixels of the target among which are all that take from `source`: those whose position is less than a pixel away.
template <bool ALIGNED>
DEVICE int resize_low(int source, int from, int to, int mode) {
  if (ALIGNED && source > 1) {
    return static_cast<int>(static_cast<i64>(source - 1) * (to - 1) / (from - 1));
  }
  i64 at = (static_cast<i64>(source) - mode) * to / from - 1;
  return source <= mode || at < 0 ? 0 : static_cast<int>(at);
}

template <bool ALIGNED>
DEVICE int resize_high(int source, int from, int to, int mode) {
  if (ALIGNED && source + 1 < from) {
    i64 at = static_cast<i64>(source + 1) * (to - 1) / (from - 1) + 1;
    return at > to - 1 ? to - 1 : static_cast<int>(at);
  }
  i64 at = (static_cast<i64>(source) + 1 + mode) * to / from + 1;
  return source >= from - 1 - mode || at > to - 1 ? to - 1 : static_cast<int>(at);
}

template <bool ALIGNED, class T>
DEVICE void resize(const T *x, T *y, i64 n, int h, int w, int c, int oh, int ow, int mode) {
  i64 i = thread_number();
  if (i >= n) return;
  int channel = static_cast<int>(i % c);
  i64 pixel = i / c;
  Taps columns = resize_taps<ALIGNED>(static_cast<int>(pixel % ow), w, ow, mode);
  Taps rows = resize_taps<ALIGNED>(static_cast<int>(pixel / ow % oh), h, oh, mode);
  const T *picture = x + pixel / ow / oh * h * w * c + channel;
  const T *above = picture + static_cast<i64>(rows.first) * w * c;
  const T *below = picture + static_cast<i64>(rows.second) * w * c;
  float left = 1.0f - columns.weight, right = columns.weight;
  float v = widen(above[static_cast<i64>(columns.first) * c]);
  if (mode != 0) {
    float upper = left * v + right * widen(above[static_cast<i64>(columns.second) * c]);
    float lower = left * widen(below[static_cast<i64>(columns.first) * c]) +
                  right * widen(below[static_cast<i64>(columns.second) * c]);
    v = (1.0f - rows.weight) * upper + rows.weight * lower;
  }
  y[i] = narrow<T>(v);
}

template <bool ALIGNED, class T>
DEVICE void resize_backward(const T *dy, T *dx, i64 n, int h, int w, int c, int oh, int ow, int mode) {
  i64 i = thread_number();
  if (i >= n) return;
  int channel = static_cast<int>(i % c);
  i64 pixel = i / c;
  int column = static_cast<int>(pixel % w), row = static_cast<int>(pixel / w % h);
  const T *picture = dy + pixel / w / h * oh * ow * c + channel;
  float sum = 0.0f;
  int c0 = resize_low<ALIGNED>(column, w, ow, mode), c1 = resize_high<ALIGNED>(column, w, ow, mode);
  for (int a = resize_low<ALIGNED>(row, h, oh, mode); a <= resize_high<ALIGNED>(row, h, oh, mode); a++) {
    float share = resize_weight<ALIGNED>(a, row, h, oh, mode);
    if (share == 0.0f) continue;
    float across = 0.0f;
    for (int b = c0; b <= c1; b++) {
      float weight = resize_weight<ALIGNED>(b, column, w, ow, mode);
      if (weight != 0.0f) across += weight * widen(picture[(static_cast<i64>(a) * ow + b) * c]);
    }
    sum += share * across;
  }
  dx[i] = narrow<T>(sum);
}

#define RESIZE(T, NAME)                                                                                            \
  KERNEL(256) resize_##NAME(const T *x, T *y, i64 n, int h, int w, int c, int oh, int ow, int mode) {              \
    if (mode == 2) resize<true>(x, y, n, h, w, c, oh, ow, mode);                                                    \
    else resize<false>(x, y, n, h, w, c, oh, ow, mode);                                                             \
  }                                                                                                                \
  KERNEL(256) resize_backward_##NAME(const T *dy, T *dx, i64 n, int h, int w, int c, int oh, int ow, int mode) {   \
    if (mode == 2) resize_backward<true>(dy, dx, n, h, w, c, oh, ow, mode);                                        \
    else resize_backward<false>(dy, dx, n, h, w, c, oh, ow, mode);                                                 \
  }
RESIZE(float, f32)
RESIZE(bf16, bf16)
