// Updates of weights in place, over any number of weights that lie side by side: one tensor, or an arena of all.
//   rmsprop    a = rho a + (1 - rho) g^2; w -= rate g / (sqrt(a) + epsilon)
//   adabelief  m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) (g - m)^2; w -= rate m / (sqrt(v) + epsilon)
//   adam       v = beta2 v + (1 - beta2) g^2; w -= rate (m mean_scale) / (sqrt(v square_scale) + epsilon)
// Step t, rate, keep and what gradients are multiplied by stand in the control block. With keep < 1 element i of weight k
// moves only where Philox's uniform number i of key and stream (step << 20) + k is below keep; moments always advance.
// In an arena, tensor s begins at element starts[s], a multiple of 8, and draws as weight + s.
// If w16 is given, the new weight is also written there as bf16, for the convolutions to read.
// mean_scale = 1 / (1 - beta1^t) and square_scale = 1 / (1 - beta2^t); log1, log2 are the logarithms of the betas.
// Floor per weight, g in bf16 and w16 written: rmsprop 20 bytes, others 28; g in f32 2 more.
// Geometry: 256 threads, eight weights a thread, ceil(n / 2048) blocks.

// As UpdateControl writes it.
struct Control {
  u64 step, key;
  double rate, keep, clip_norm, scale;
};

// Shares of the old moments, and 1 less these, which would lose digits in f32.
struct Decay {
  float beta1, fresh1, beta2, fresh2;
};

struct Update {
  float rate, keep, scale, mean_scale, square_scale;
  u64 key, stream;
};

DEVICE Update optimizer_update(const Control *control, int weight) {
  Update u;
  u.rate = static_cast<float>(control->rate);
  u.keep = static_cast<float>(control->keep);
  u.scale = static_cast<float>(control->scale);
  u.mean_scale = 1.0f;
  u.square_scale = 1.0f;
  u.key = control->key;
  u.stream = (control->step << 20) + weight;
  return u;
}

// 1 where a weight moves, for eight of them.
DEVICE void optimizer_mask(const Update &u, i64 at, const i64 *starts, int slots, float mask[8]) {
#pragma unroll
  for (int k = 0; k < 8; k++) mask[k] = 1.0f;
  if (u.keep >= 1.0f) return;
  u64 stream = u.stream;
  if (slots > 0) {
    int low = 0, high = slots; // the last tensor that begins at or before this element
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (starts[middle] <= at) low = middle;
      else high = middle;
    }
    stream += low;
    at -= starts[low];
  }
#pragma unroll
  for (int half = 0; half < 2; half++) {
    u32 words[4];
    philox(u.key, stream, static_cast<u64>(at) / 4 + half, words);
#pragma unroll
    for (int k = 0; k < 4; k++) mask[4 * half + k] = uniform24(words[k]) < u.keep ? 1.0f : 0.0f;
  }
}

template <class G>
DEVICE void optimizer_rmsprop(float *w, bf16 *w16, const G *g, float *a, i64 n, const i64 *starts, int slots,
                              float rho, float fresh, float epsilon, const Update &u) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float weight[8], gradient[8], square[8], mask[8];
  optimizer_mask(u, at, starts, slots, mask);
  load8(w, at, count, weight);
  load8(g, at, count, gradient);
  load8(a, at, count, square);
#pragma unroll
  for (int k = 0; k < 8; k++) {
    float v = u.scale * gradient[k];
    square[k] = rho * square[k] + fresh * (v * v);
    weight[k] -= mask[k] * (u.rate * v / (sqrtf(square[k]) + epsilon));
  }
  store8(w, at, count, weight);
  store8(a, at, count, square);
  if (w16) store8(w16, at, count, weight);
}

template <class G>
DEVICE void optimizer_moments(float *w, bf16 *w16, const G *g, float *m, float *v, i64 n, const i64 *starts,
                              int slots, const Decay &decay, float epsilon, const Update &u, bool belief) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float weight[8], gradient[8], mean[8], square[8], mask[8];
  load8(w, at, count, weight);
  load8(g, at, count, gradient);
  load8(m, at, count, mean);
  load8(v, at, count, square);
  optimizer_mask(u, at, starts, slots, mask);
#pragma unroll
  for (int k = 0; k < 8; k++) {
    float d = u.scale * gradient[k];
    mean[k] = decay.beta1 * mean[k] + decay.fresh1 * d;
    float term = belief ? d - mean[k] : d;
    square[k] = decay.beta2 * square[k] + decay.fresh2 * (term * term);
    float top = belief ? mean[k] : mean[k] * u.mean_scale;
    float root = sqrtf(belief ? square[k] : square[k] * u.square_scale);
    weight[k] -= mask[k] * (u.rate * top / (root + epsilon));
  }
  store8(w, at, count, weight);
  store8(m, at, count, mean);
  store8(v, at, count, square);
  if (w16) store8(w16, at, count, weight);
}

#define OPTIMIZER(G, NAME)                                                                                         \
  KERNEL(256) rmsprop_##NAME(float *w, bf16 *w16, const G *g, float *a, i64 n, const i64 *starts, int slots,       \
                             const Control *control, int weight, float rho, float fresh, float epsilon) {          \
    Update u = optimizer_update(control, weight);                                                                  \
    optimizer_rmsprop(w, w16, g, a, n, starts, slots, rho, fresh, epsilon, u);                                     \
  }                                                                                                                \
  KERNEL(256) adabelief_##NAME(float *w, bf16 *w16, const G *g, float *m, float *v, i64 n, const i64 *starts,      \
                               int slots, const Control *control, int weight, float beta1, float fresh1,           \
                               float beta2, float fresh2, float epsilon) {                                         \
    Update u = optimizer_update(control, weight);                                                                  \
    Decay decay = {beta1, fresh1, beta2, fresh2};                                                                  \
    optimizer_moments(w, w16, g, m, v, n, starts, slots, decay, epsilon, u, true);                                 \
  }                                                                                                                \
  KERNEL(256) adam_##NAME(float *w, bf16 *w16, const G *g, float *m, float *v, i64 n, const i64 *starts, int slots,\
                          const Control *control, int weight, float beta1, float fresh1, float beta2,              \
                          float fresh2, float epsilon, float log1, float log2) {                                   \
    Update u = optimizer_update(control, weight);                                                                  \
    float t = static_cast<float>(control->step);                                                                   \
    u.mean_scale = -1.0f / expm1f(t * log1);                                                                       \
    u.square_scale = -1.0f / expm1f(t * log2);                                                                     \
    Decay decay = {beta1, fresh1, beta2, fresh2};                                                                  \
    optimizer_moments(w, w16, g, m, v, n, starts, slots, decay, epsilon, u, false);                                \
  }
OPTIMIZER(float, f32)
OPTIMIZER(bf16, bf16)

// The norm of all gradients, clipped: one double per block, then the scale into the control block.
//   gradient_squares  sums[block] = sum of g * g; grid of any size, 2048 elements a block at a time; 64 bytes shared
//   gradient_clip     scale = norm > clip_norm > 0 ? clip_norm / norm : 1, of all sums; one block, 64 bytes shared
// Floor: read g.

template <class G>
DEVICE void gradient_squares(const G *g, double *sums, i64 n) {
  DYNSMEM(double, room);
  double sum = 0.0;
  for (i64 at = 8 * thread_number(); at < n; at += 8ll * 256 * gridDim.x) {
    float v[8];
    load8(g, at, span8(at, n), v);
#pragma unroll
    for (int k = 0; k < 8; k++) v[k] *= v[k];
    sum += sum8(v);
  }
  sum = block_sum(sum, room);
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}

KERNEL(256) gradient_squares_f32(const float *g, double *sums, i64 n) { gradient_squares(g, sums, n); }
KERNEL(256) gradient_squares_bf16(const bf16 *g, double *sums, i64 n) { gradient_squares(g, sums, n); }

KERNEL(256) gradient_clip(const double *sums, int count, Control *control) {
  DYNSMEM(double, room);
  double sum = 0.0;
  for (int k = threadIdx.x; k < count; k += 256) sum += sums[k];
  sum = block_sum(sum, room);
  if (threadIdx.x != 0) return;
  double norm = sqrt(sum), most = control->clip_norm;
  control->scale = most > 0.0 && norm > most ? most / norm : 1.0;
}
