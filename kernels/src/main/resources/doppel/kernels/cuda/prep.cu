// From stored faces to what a network is fed, in one pass: u8 pictures are sampled once through placing and warp, their colours
// are shifted, and inputs, targets and masks written in the types and layouts that the step reads.
//   q = inverse placing of pixel p; input = picture at q + field(q), target = picture at q, masks at q
// The field is bilinear between points of a coarse grid; line i lies at pixel i * cell - 0.5, and the last one holds beyond.
// Pictures are sampled by 4 x 4 cubic taps (a = -0.75) with edges repeated and cut to 0..1, masks by 2 x 2 with zeros around.
// A flip is part of the placing.
//   pictures u8 [n, h, w, 3], masks u8 [n, h, w, k] or null, samples as struct PrepSample [n]
//   input T [n, oh, ow, pitch], channels from 3 on zero; target f32 and mask f32 as [n, oh, ow, c] or, if planar, [n, c, oh, ow]
// Floor: 3 + k bytes of u8 read, 2 pitch + 4 (3 + k) bytes written a pixel. Geometry: 256 threads, one pixel a thread, grid
// (ceil(oh ow / 256), n).

// As the host writes it; 192 floats.
struct PrepSample {
  float inverse[6];      // q = (i0 x + i1 y + i2, i3 x + i4 y + i5)
  float points, cell;    // of the grid along an edge, at most 9, below 2 is no warp; pixels between points
  float hue, saturation, value;
  float gain[3], offset[3];
  float colours;         // 0 none, 1 on inputs, 2 on targets, 3 on both
  float dx[81], dy[81];  // displacement of point row * points + column, in pixels
  float rest[12];
};

DEVICE float prep_field(const float *grid, int points, float gx, float gy) {
  int ix = static_cast<int>(gx) < points - 2 ? static_cast<int>(gx) : points - 2;
  int iy = static_cast<int>(gy) < points - 2 ? static_cast<int>(gy) : points - 2;
  float fx = gx - static_cast<float>(ix), fy = gy - static_cast<float>(iy);
  const float *at = grid + iy * points + ix;
  float top = at[0] * (1.0f - fx) + at[1] * fx;
  float bottom = at[points] * (1.0f - fx) + at[points + 1] * fx;
  return top * (1.0f - fy) + bottom * fy;
}

// Weights of the four taps around a place `t` behind the second.
DEVICE void prep_cubic(float t, float weights[4]) {
  const float a = -0.75f;
  float u = t + 1.0f, r = 1.0f - t;
  weights[0] = ((a * u - 5.0f * a) * u + 8.0f * a) * u - 4.0f * a;
  weights[1] = ((a + 2.0f) * t - (a + 3.0f)) * t * t + 1.0f;
  weights[2] = ((a + 2.0f) * r - (a + 3.0f)) * r * r + 1.0f;
  weights[3] = 1.0f - weights[0] - weights[1] - weights[2];
}

DEVICE int prep_clamp(int v, int size) { return v < 0 ? 0 : v >= size ? size - 1 : v; }

DEVICE void prep_picture(const u8 *picture, int h, int w, float x, float y, float bgr[3]) {
  x = fminf(fmaxf(x, -4.0f), static_cast<float>(w) + 4.0f); // as beyond the edge as any place
  y = fminf(fmaxf(y, -4.0f), static_cast<float>(h) + 4.0f);
  int column = static_cast<int>(floorf(x)), row = static_cast<int>(floorf(y));
  float across[4], down[4];
  prep_cubic(x - floorf(x), across);
  prep_cubic(y - floorf(y), down);
  float sum[3] = {};
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const u8 *line = picture + static_cast<i64>(prep_clamp(row - 1 + i, h)) * w * 3;
    float part[3] = {};
#pragma unroll
    for (int j = 0; j < 4; j++) {
      const u8 *p = line + prep_clamp(column - 1 + j, w) * 3;
#pragma unroll
      for (int k = 0; k < 3; k++) part[k] += across[j] * static_cast<float>(p[k]);
    }
#pragma unroll
    for (int k = 0; k < 3; k++) sum[k] += down[i] * part[k];
  }
#pragma unroll
  for (int k = 0; k < 3; k++) bgr[k] = fminf(fmaxf(sum[k] / 255.0f, 0.0f), 1.0f);
}

DEVICE float prep_mask(const u8 *mask, int h, int w, int k, float x, float y) {
  x = fminf(fmaxf(x, -2.0f), static_cast<float>(w) + 1.0f);
  y = fminf(fmaxf(y, -2.0f), static_cast<float>(h) + 1.0f);
  int column = static_cast<int>(floorf(x)), row = static_cast<int>(floorf(y));
  float fx = x - floorf(x), fy = y - floorf(y), sum = 0.0f;
#pragma unroll
  for (int tap = 0; tap < 4; tap++) {
    int r = row + tap / 2, c = column + tap % 2;
    if (r < 0 || r >= h || c < 0 || c >= w) continue;
    sum += (tap % 2 ? fx : 1.0f - fx) * (tap / 2 ? fy : 1.0f - fy) * static_cast<float>(mask[(static_cast<i64>(r) * w + c) * k]);
  }
  return sum / 255.0f;
}

DEVICE void prep_colour(const PrepSample *s, float bgr[3]) {
#pragma unroll
  for (int k = 0; k < 3; k++) bgr[k] = fminf(fmaxf(bgr[k] * s->gain[k] + s->offset[k], 0.0f), 1.0f);
  hsv_shifted(bgr, s->hue, s->saturation, s->value);
}

template <class T>
DEVICE void prep(const u8 *pictures, const u8 *masks, const PrepSample *samples, T *input, float *target, float *mask, int h,
                 int w, int oh, int ow, int k, int pitch, int planar) {
  i64 area = static_cast<i64>(oh) * ow, pixel = thread_number(), n = blockIdx.y;
  if (pixel >= area) return;
  const PrepSample *s = samples + n;
  const u8 *picture = pictures + n * h * w * 3;
  float x = static_cast<float>(pixel % ow), y = static_cast<float>(pixel / ow);
  float qx = s->inverse[0] * x + s->inverse[1] * y + s->inverse[2];
  float qy = s->inverse[3] * x + s->inverse[4] * y + s->inverse[5];
  int colours = static_cast<int>(s->colours);
  if (target) {
    float bgr[3];
    prep_picture(picture, h, w, qx, qy, bgr);
    if (colours & 2) prep_colour(s, bgr);
    for (int c = 0; c < 3; c++) target[planar ? (n * 3 + c) * area + pixel : (n * area + pixel) * 3 + c] = bgr[c];
  }
  if (mask) {
    for (int c = 0; c < k; c++) {
      float v = prep_mask(masks + n * h * w * k + c, h, w, k, qx, qy);
      mask[planar ? (n * k + c) * area + pixel : (n * area + pixel) * k + c] = v;
    }
  }
  int points = static_cast<int>(s->points);
  if (points >= 2) {
    float last = static_cast<float>(points - 1);
    float gx = fminf(fmaxf((qx + 0.5f) / s->cell, 0.0f), last), gy = fminf(fmaxf((qy + 0.5f) / s->cell, 0.0f), last);
    qx += prep_field(s->dx, points, gx, gy);
    qy += prep_field(s->dy, points, gx, gy);
  }
  float bgr[3];
  prep_picture(picture, h, w, qx, qy, bgr);
  if (colours & 1) prep_colour(s, bgr);
  T *to = input + (n * area + pixel) * pitch;
  for (int c = 0; c < pitch; c++) to[c] = narrow<T>(c < 3 ? bgr[c] : 0.0f);
}

#define PREP(T, NAME)                                                                                                 \
  KERNEL(256) prep_##NAME(const u8 *pictures, const u8 *masks, const PrepSample *samples, T *input, float *target,    \
                          float *mask, int h, int w, int oh, int ow, int k, int pitch, int planar) {                  \
    prep(pictures, masks, samples, input, target, mask, h, w, oh, ow, k, pitch, planar);                              \
  }
PREP(float, f32)
PREP(bf16, bf16)
