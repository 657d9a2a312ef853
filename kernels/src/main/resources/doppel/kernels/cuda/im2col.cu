// Convolution as a matrix product: y [n oh ow, out] = columns [n oh ow, kh kw per] times the transposed weights [out, kh kw per]
// of one group, `per` its channels from `first` on.
//   im2col  columns[pixel, (a, b, d)] = x at that tap, 0 outside             floor: read x, write columns
//   col2im  dx[pixel, first + d] = sum of the columns that it stands in      floor: read columns, write dx's group
// Geometry: 256 threads, one element of the target a thread. Sizes by value: n h w c per kh kw oh ow stride dilation first
// top left. col2im gathers, so nothing is added by two threads.

typedef Array<int, 16> ColumnSizes;
#define COLUMN_SIZES                                                                                        \
  int n = s.v[0], h = s.v[1], w = s.v[2], c = s.v[3], per = s.v[4], kh = s.v[5], kw = s.v[6], oh = s.v[7];  \
  int ow = s.v[8], stride = s.v[9], dilation = s.v[10], first = s.v[11], top = s.v[12], left = s.v[13]

template <class T>
DEVICE void im2col(const T *x, T *columns, const ColumnSizes &s) {
  COLUMN_SIZES;
  i64 at = thread_number();
  if (at >= static_cast<i64>(n) * oh * ow * kh * kw * per) return;
  int d = static_cast<int>(at % per);
  i64 rest = at / per;
  int b = static_cast<int>(rest % kw);
  rest /= kw;
  int a = static_cast<int>(rest % kh);
  i64 pixel = rest / kh;
  int column = static_cast<int>(pixel % ow) * stride + b * dilation - left;
  int row = static_cast<int>(pixel / ow % oh) * stride + a * dilation - top;
  bool inside = row >= 0 && row < h && column >= 0 && column < w;
  columns[at] = inside ? x[((pixel / ow / oh * h + row) * w + column) * c + first + d] : narrow<T>(0.0f);
}

template <class T>
DEVICE void col2im(const T *columns, T *dx, const ColumnSizes &s) {
  COLUMN_SIZES;
  i64 at = thread_number();
  if (at >= static_cast<i64>(n) * h * w * per) return;
  int d = static_cast<int>(at % per);
  i64 pixel = at / per;
  int column = static_cast<int>(pixel % w), row = static_cast<int>(pixel / w % h);
  i64 picture = pixel / w / h;
  float sum = 0.0f;
  for (int a = 0; a < kh; a++) {
    int i = row + top - a * dilation;
    if (i < 0 || i % stride != 0 || i / stride >= oh) continue;
    for (int b = 0; b < kw; b++) {
      int j = column + left - b * dilation;
      if (j < 0 || j % stride != 0 || j / stride >= ow) continue;
      i64 output = (picture * oh + i / stride) * ow + j / stride;
      sum += widen(columns[((output * kh + a) * kw + b) * per + d]);
    }
  }
  dx[pixel * c + first + d] = narrow<T>(sum);
}

#define IM2COL(T, NAME)                                                                                  \
  KERNEL(256) im2col_##NAME(const T *x, T *columns, ColumnSizes s) { im2col(x, columns, s); }            \
  KERNEL(256) col2im_##NAME(const T *columns, T *dx, ColumnSizes s) { col2im(columns, dx, s); }
IM2COL(float, f32)
IM2COL(bf16, bf16)
