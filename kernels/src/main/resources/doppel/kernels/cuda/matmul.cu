// y = op(a) op(b) + bias in f32 on the plain cores: for shapes that no library serves, and to check libraries against.
// a is [m, k] or, transposed, [k, m]; b is [k, n] or [n, k]; y [m, n] with rows `pitch` apart; bias [n] or null; adds to y if
// asked. Of a batch, matrices begin a_step, b_step and y_step elements apart.
// Floor: 2 m n k operations. Geometry: a tile of 64 x 64 of y a block of 256 threads, 4 x 4 a thread; grid (ceil(n / 64),
// ceil(m / 64), batch); shared 2 x 16 x 65 floats. Each 16 terms are summed before they are added to the rest.

template <class T>
DEVICE void matmul(const T *a, const T *b, const T *bias, T *y, int m, int n, int k, int turn_a, int turn_b, i64 pitch,
                   int adds, i64 a_step, i64 b_step, i64 y_step) {
  DYNSMEM(float, room);
  a += blockIdx.z * a_step;
  b += blockIdx.z * b_step;
  y += blockIdx.z * y_step;
  float *left = room, *right = room + 16 * 65;
  int row = blockIdx.y * 64, column = blockIdx.x * 64;
  int ty = threadIdx.x / 16, tx = threadIdx.x % 16;
  float sum[4][4] = {};
  for (int base = 0; base < k; base += 16) {
    for (int e = threadIdx.x; e < 16 * 64; e += 256) {
      // neighbouring threads read neighbouring elements, whichever way the matrix lies
      int p = turn_a ? e / 64 : e % 16, r = turn_a ? e % 64 : e / 16;
      bool inside = base + p < k && row + r < m;
      i64 at = turn_a ? static_cast<i64>(base + p) * m + row + r : static_cast<i64>(row + r) * k + base + p;
      left[p * 65 + r] = inside ? widen(a[at]) : 0.0f;
      p = turn_b ? e % 16 : e / 64, r = turn_b ? e / 16 : e % 64;
      inside = base + p < k && column + r < n;
      at = turn_b ? static_cast<i64>(column + r) * k + base + p : static_cast<i64>(base + p) * n + column + r;
      right[p * 65 + r] = inside ? widen(b[at]) : 0.0f;
    }
    __syncthreads();
    float part[4][4] = {};
#pragma unroll 4
    for (int p = 0; p < 16; p++) {
      float u[4], v[4];
#pragma unroll
      for (int q = 0; q < 4; q++) {
        u[q] = left[p * 65 + ty + 16 * q];
        v[q] = right[p * 65 + tx + 16 * q];
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) part[i][j] += u[i] * v[j];
      }
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
      for (int j = 0; j < 4; j++) sum[i][j] += part[i][j];
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int j = 0; j < 4; j++) {
      int r = row + ty + 16 * i, c = column + tx + 16 * j;
      if (r >= m || c >= n) continue;
      T *at = y + r * pitch + c;
      *at = narrow<T>(sum[i][j] + (bias ? widen(bias[c]) : 0.0f) + (adds ? widen(*at) : 0.0f));
    }
  }
}

KERNEL(256)
matmul_f32(const float *a, const float *b, const float *bias, float *y, int m, int n, int k, int turn_a, int turn_b,
           i64 pitch, int adds, i64 a_step, i64 b_step, i64 y_step) {
  matmul(a, b, bias, y, m, n, k, turn_a, turn_b, pitch, adds, a_step, b_step, y_step);
}

KERNEL(256)
matmul_bf16(const bf16 *a, const bf16 *b, const bf16 *bias, bf16 *y, int m, int n, int k, int turn_a, int turn_b,
            i64 pitch, int adds, i64 a_step, i64 b_step, i64 y_step) {
  matmul(a, b, bias, y, m, n, k, turn_a, turn_b, pitch, adds, a_step, b_step, y_step);
}
