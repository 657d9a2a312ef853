// Losses of painted pictures p against targets t, f32 planes [n, c, area], within masks [n, area]: m of the face, e of eyes and
// mouth; either may be null, which is 1 for m and 0 for e.
//   masked_loss           a = t m and b = p m (unless null), for dssim to read; per picture and block the sums of (b - a)^2
//                         and |p e - t e|, f64 [n, gridDim.x, 2]
//   masked_loss_finish    loss[n] = square * sum / (c area) + absolute * sum / (c area)
//   masked_loss_backward  dz = (m * (dssim + k_square (b - a)) + k_absolute e sign(p e - t e)) * p (1 - p), the gradient before
//                         the sigmoid that made p, with k_square = 2 square / (c area), k_absolute = absolute / (c area);
//                         dssim, the gradient of b, may be null
// The square loss of masks themselves is the same with c = 1 and m null. No division by n: each picture has its own loss.
// Floor: forward reads t, p and masks, writes a and b; backward reads t, p, dssim and masks, writes dz.
// Geometry: 256 threads, grid (blocks, n), 64 bytes shared; backward one value a thread, grid (ceil(c area / 256), n).

KERNEL(256)
masked_loss(const float *t, const float *p, const float *m, const float *e, float *a, float *b, double *sums, int c,
            i64 area) {
  DYNSMEM(double, room);
  i64 size = c * area, base = blockIdx.y * size, masks = blockIdx.y * area;
  double squares = 0.0, absolutes = 0.0;
  for (i64 i = thread_number(); i < size; i += 256ll * gridDim.x) {
    float target = t[base + i], painted = p[base + i];
    float face = m ? m[masks + i % area] : 1.0f;
    float u = target * face, v = painted * face;
    if (a) a[base + i] = u;
    if (b) b[base + i] = v;
    squares += (v - u) * (v - u);
    if (e) {
      float eyes = e[masks + i % area];
      absolutes += fabsf(painted * eyes - target * eyes);
    }
  }
  squares = block_sum(squares, room);
  absolutes = block_sum(absolutes, room);
  if (threadIdx.x == 0) {
    i64 at = 2 * (static_cast<i64>(blockIdx.y) * gridDim.x + blockIdx.x);
    sums[at] = squares;
    sums[at + 1] = absolutes;
  }
}

// One warp a picture; overwrites loss, or adds to it if asked.
KERNEL(32) masked_loss_finish(const double *sums, float *loss, int blocks, double square, double absolute, int adds) {
  double total = 0.0;
  for (int k = threadIdx.x; k < blocks; k += 32) {
    i64 at = 2 * (static_cast<i64>(blockIdx.x) * blocks + k);
    total += square * sums[at] + absolute * sums[at + 1];
  }
  total = warp_sum(total);
  if (threadIdx.x == 0) loss[blockIdx.x] = static_cast<float>(total) + (adds ? loss[blockIdx.x] : 0.0f);
}

KERNEL(256)
masked_loss_backward(const float *t, const float *p, const float *m, const float *e, const float *dssim, float *dz, int c,
                     i64 area, float square, float absolute) {
  i64 size = c * area, i = thread_number();
  if (i >= size) return;
  i64 at = blockIdx.y * size + i, mask = blockIdx.y * area + i % area;
  float target = t[at], painted = p[at];
  float face = m ? m[mask] : 1.0f;
  float g = face * ((dssim ? dssim[at] : 0.0f) + square * (painted * face - target * face));
  if (e) {
    float eyes = e[mask], d = painted * eyes - target * eyes;
    g += absolute * eyes * (d > 0.0f ? 1.0f : d < 0.0f ? -1.0f : 0.0f);
  }
  dz[at] = g * painted * (1.0f - painted);
}
