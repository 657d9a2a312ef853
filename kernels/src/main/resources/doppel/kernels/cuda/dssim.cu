// Structural dissimilarity (1 - mean S) / 2 of two pictures per picture and channel, windows wholly inside; S = l * cs with
// Gaussian means m0 = G*a, m1 = G*b, p = G*(ab), q = G*(a^2 + b^2):
//   A = 2 m0 m1 + c1, B = m0^2 + m1^2 + c1, C = 2 p - 2 m0 m1 + c2, D = q - m0^2 - m1^2 + c2, S = A C / (B D).
//   dssim_windows   per plane and tile the sum of S and, if asked for, the three planes that the gradient is made of,
//                   [plane, oh, ow]: g1 = dS/dm1 = 2 m0 (C - A) / (B D) - 2 m1 S (1/B - 1/D), g2 = dS/dp = 2 A / (B D),
//                   g3 = dS/dq = -S / D
//   dssim_finish    y[plane] = (1 - sum / (oh ow)) / 2
//   dssim_backward  db = k (Gt g1 + a Gt g2 + 2 b Gt g3), k = -dy[plane] / (2 oh ow), Gt the correlation with the reversed
//                   window over zeros around; overwrites db, or adds to it if asked
// A plane is one channel of one picture: element (i, j) of it stands at base + (i w + j) * pixel_step, where base is
// picture * picture_step + channel * channel_step. So the same code reads [n, h, w, c] and [n, c, h, w].
// The Gaussian is separable: rows first, into shared memory, then columns. Taps come by value and lie in the constant bank.
// Floor: windows read a and b, write three planes; backward read a, b and three planes, write db.
// Geometry: tile 32 x 32, block 32 x 8, grid (tiles across, tiles down, planes); shared: windows 4, backward 3 planes of
// (31 + size) x 33 floats, plus 256 floats: 28 KB at 11, 34 KB at 22.

typedef Array<float, 128> Taps128;

DEVICE i64 dssim_base(int plane, int channels, i64 picture_step, i64 channel_step) {
  return plane / channels * picture_step + plane % channels * channel_step;
}

KERNEL(256)
dssim_windows(const float *a, const float *b, float *g, double *sums, int h, int w, int channels, i64 picture_step,
              i64 channel_step, i64 pixel_step, int size, float c1, float c2, Taps128 taps) {
  DYNSMEM(float, room);
  int oh = h - size + 1, ow = w - size + 1;
  int i0 = blockIdx.y * 32, j0 = blockIdx.x * 32;
  int tall = 31 + size, pitch = 33;
  float *rows[4];
  for (int k = 0; k < 4; k++) rows[k] = room + k * tall * pitch;
  i64 base = dssim_base(blockIdx.z, channels, picture_step, channel_step);
  int j = j0 + threadIdx.x;
  for (int r = threadIdx.y; r < tall; r += 8) {
    float m0 = 0.0f, m1 = 0.0f, p = 0.0f, q = 0.0f;
    int i = i0 + r;
    if (i < h && j < ow) {
      const float *pa = a + base + (static_cast<i64>(i) * w + j) * pixel_step;
      const float *pb = b + base + (static_cast<i64>(i) * w + j) * pixel_step;
      for (int t = 0; t < size; t++) {
        float u = pa[t * pixel_step], v = pb[t * pixel_step], k = taps.v[t];
        m0 += k * u;
        m1 += k * v;
        p += k * (u * v);
        q += k * (u * u + v * v);
      }
    }
    rows[0][r * pitch + threadIdx.x] = m0;
    rows[1][r * pitch + threadIdx.x] = m1;
    rows[2][r * pitch + threadIdx.x] = p;
    rows[3][r * pitch + threadIdx.x] = q;
  }
  __syncthreads();
  float total = 0.0f;
  i64 windows = static_cast<i64>(oh) * ow;
  for (int r = threadIdx.y; r < 32; r += 8) {
    int i = i0 + r;
    if (i >= oh || j >= ow) continue;
    float m0 = 0.0f, m1 = 0.0f, p = 0.0f, q = 0.0f;
    for (int t = 0; t < size; t++) {
      int at = (r + t) * pitch + threadIdx.x;
      float k = taps.v[t];
      m0 += k * rows[0][at];
      m1 += k * rows[1][at];
      p += k * rows[2][at];
      q += k * rows[3][at];
    }
    float A = 2.0f * m0 * m1 + c1, B = m0 * m0 + m1 * m1 + c1;
    float C = 2.0f * (p - m0 * m1) + c2, D = q - m0 * m0 - m1 * m1 + c2;
    float below = 1.0f / (B * D);
    float S = A * C * below;
    total += S;
    if (g) {
      float *at = g + blockIdx.z * windows + static_cast<i64>(i) * ow + j;
      i64 planes = static_cast<i64>(gridDim.z) * windows;
      at[0] = 2.0f * m0 * (C - A) * below - 2.0f * m1 * S * (1.0f / B - 1.0f / D);
      at[planes] = 2.0f * A * below;
      at[2 * planes] = -S / D;
    }
  }
  // one sum per tile, in a fixed order
  float *parts = room + 4 * tall * pitch;
  parts[threadIdx.y * 32 + threadIdx.x] = total;
  __syncthreads();
  if (threadIdx.y == 0) {
    double sum = 0.0;
    for (int k = 0; k < 8; k++) sum += parts[k * 32 + threadIdx.x];
    sum = warp_sum(sum);
    if (threadIdx.x == 0) sums[(static_cast<i64>(blockIdx.z) * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x] = sum;
  }
}

// One warp a plane; grid (planes).
KERNEL(32) dssim_finish(const double *sums, float *y, int tiles, double windows) {
  double sum = 0.0;
  for (int t = threadIdx.x; t < tiles; t += 32) sum += sums[static_cast<i64>(blockIdx.x) * tiles + t];
  sum = warp_sum(sum);
  if (threadIdx.x == 0) y[blockIdx.x] = static_cast<float>(0.5 * (1.0 - sum / windows));
}

KERNEL(256)
dssim_backward(const float *dy, const float *a, const float *b, const float *g, float *db, int h, int w, int channels,
               i64 picture_step, i64 channel_step, i64 pixel_step, int size, int adds, Taps128 taps) {
  DYNSMEM(float, room);
  int oh = h - size + 1, ow = w - size + 1;
  int i0 = blockIdx.y * 32, j0 = blockIdx.x * 32;
  int tall = 31 + size, pitch = 33;
  i64 windows = static_cast<i64>(oh) * ow, planes = static_cast<i64>(gridDim.z) * windows;
  const float *mine = g + blockIdx.z * windows;
  int j = j0 + threadIdx.x;
  // pixel (i, j) lies in the windows (i - s, j - t); row r of the room is window row i0 + r - (size - 1)
  for (int r = threadIdx.y; r < tall; r += 8) {
    int i = i0 + r - (size - 1);
    float s1 = 0.0f, s2 = 0.0f, s3 = 0.0f;
    if (i >= 0 && i < oh) {
      for (int t = 0; t < size; t++) {
        int at = j - t;
        if (at >= 0 && at < ow) {
          const float *p = mine + static_cast<i64>(i) * ow + at;
          float k = taps.v[t];
          s1 += k * p[0];
          s2 += k * p[planes];
          s3 += k * p[2 * planes];
        }
      }
    }
    room[r * pitch + threadIdx.x] = s1;
    room[(tall + r) * pitch + threadIdx.x] = s2;
    room[(2 * tall + r) * pitch + threadIdx.x] = s3;
  }
  __syncthreads();
  float scale = -0.5f * dy[blockIdx.z] / static_cast<float>(windows);
  i64 base = dssim_base(blockIdx.z, channels, picture_step, channel_step);
  for (int r = threadIdx.y; r < 32; r += 8) {
    int i = i0 + r;
    if (i >= h || j >= w) continue;
    float s1 = 0.0f, s2 = 0.0f, s3 = 0.0f;
    for (int t = 0; t < size; t++) {
      int at = (r + size - 1 - t) * pitch + threadIdx.x;
      float k = taps.v[t];
      s1 += k * room[at];
      s2 += k * room[tall * pitch + at];
      s3 += k * room[2 * tall * pitch + at];
    }
    i64 at = base + (static_cast<i64>(i) * w + j) * pixel_step;
    float v = scale * (s1 + a[at] * s2 + 2.0f * b[at] * s3);
    db[at] = adds ? db[at] + v : v;
  }
}
