// Colours of [n, area, 3] pictures in BGR order, f32 in 0..1.
//   bgr_to_lab, lab_to_bgr   CIE L*a*b* of sRGB under D65: L 0..100; the way back is cut to 0..1
//   shift_hsv                hue turned by degrees, saturation and value moved, both cut to 0..1; per picture
//   scale_colours            y = x * gain + offset per picture and channel (linear colour transfer), cut to low..high
// Floor: read x, write y. Geometry: 256 threads, one pixel a thread, grid (ceil(area / 256), n). Targets may be sources.

// First channel of this thread's pixel, or -1.
DEVICE i64 colour_pixel(i64 area) {
  i64 pixel = thread_number();
  return pixel < area ? 3 * (blockIdx.y * area + pixel) : -1;
}

DEVICE float colour_linear(float c) { return c <= 0.04045f ? c / 12.92f : powf((c + 0.055f) / 1.055f, 2.4f); }

DEVICE float colour_curved(float c) { return c <= 0.0031308f ? 12.92f * c : 1.055f * powf(c, 1.0f / 2.4f) - 0.055f; }

DEVICE float colour_root(float t) {
  return t > 0.0088564517f ? cbrtf(t) : t * 7.787037f + 0.13793103f; // (6/29)^3, 1 / (3 (6/29)^2), 4/29
}

DEVICE float colour_cube(float f) {
  return f > 0.20689656f ? f * f * f : (f - 0.13793103f) / 7.787037f;
}

DEVICE float colour_clip(float v, float low, float high) { return fminf(fmaxf(v, low), high); }

KERNEL(256) bgr_to_lab(const float *x, float *y, i64 area) {
  i64 at = colour_pixel(area);
  if (at < 0) return;
  float b = colour_linear(x[at]), g = colour_linear(x[at + 1]), r = colour_linear(x[at + 2]);
  float fx = colour_root((0.412453f * r + 0.357580f * g + 0.180423f * b) / 0.950456f);
  float fy = colour_root(0.212671f * r + 0.715160f * g + 0.072169f * b);
  float fz = colour_root((0.019334f * r + 0.119193f * g + 0.950227f * b) / 1.088754f);
  y[at] = 116.0f * fy - 16.0f;
  y[at + 1] = 500.0f * (fx - fy);
  y[at + 2] = 200.0f * (fy - fz);
}

// The matrix is the inverse of the one above.
KERNEL(256) lab_to_bgr(const float *x, float *y, i64 area) {
  i64 at = colour_pixel(area);
  if (at < 0) return;
  float fy = (x[at] + 16.0f) / 116.0f;
  float X = 0.950456f * colour_cube(fy + x[at + 1] / 500.0f);
  float Y = colour_cube(fy);
  float Z = 1.088754f * colour_cube(fy - x[at + 2] / 200.0f);
  float r = 3.2404813f * X - 1.5371516f * Y - 0.4985363f * Z;
  float g = -0.9692549f * X + 1.8759900f * Y + 0.0415559f * Z;
  float b = 0.0556466f * X - 0.2040413f * Y + 1.0573111f * Z;
  y[at] = colour_clip(colour_curved(b), 0.0f, 1.0f);
  y[at + 1] = colour_clip(colour_curved(g), 0.0f, 1.0f);
  y[at + 2] = colour_clip(colour_curved(r), 0.0f, 1.0f);
}

// shift: [n, 3] degrees of hue, saturation, value.
KERNEL(256) shift_hsv(const float *x, const float *shift, float *y, i64 area) {
  i64 at = colour_pixel(area);
  if (at < 0) return;
  float bgr[3] = {x[at], x[at + 1], x[at + 2]};
  const float *s = shift + 3 * blockIdx.y;
  hsv_shifted(bgr, s[0], s[1], s[2]);
  for (int k = 0; k < 3; k++) y[at + k] = bgr[k];
}

// gain, offset: [n, 3].
KERNEL(256)
scale_colours(const float *x, const float *gain, const float *offset, float *y, i64 area, float low, float high) {
  i64 at = colour_pixel(area);
  if (at < 0) return;
  for (int k = 0; k < 3; k++) {
    int c = 3 * blockIdx.y + k;
    y[at + k] = colour_clip(x[at + k] * gain[c] + offset[c], low, high);
  }
}
