// Updates of weights in place, over any number of weights that lie side by side: one tensor, or an arena of all.
//   rmsprop    a = rho a + (1 - rho) g^2; w -= rate g / (sqrt(a) + epsilon)
//   adabelief  m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) (g - m)^2; w -= rate m / (sqrt(v) + epsilon)
//   adam       v = beta2 v + (1 - beta2) g^2; w -= rate (m mean_scale) / (sqrt(v square_scale) + epsilon)
// With keep < 1 element i moves only where Philox's uniform number i of key and stream is below keep; moments always advance.
// In an arena, tensor s begins at element starts[s], a multiple of 8, and draws from stream + s as if it were alone.
// If w16 is given, the new weight is also written there as bf16, for the convolutions to read. If a control block is given (a
// captured step), the rate, keep, seed and clip scale of the block stand in for those of the call, stream counts on by
// `streams` for every step, and Adam's scales are those of the block's step.
// Floor per weight, g in bf16 and w16 written: rmsprop 20 bytes, others 28; g in f32 2 more.
// Geometry: 256 threads, eight weights a thread, ceil(n / 2048) blocks.

// As the host writes it; 256 bytes. `step` is the number of the step under way, from 1.
struct Control {
  u32 step, seed;
  float rate, cosine_period, keep, beta1, beta2, epsilon, clip_norm, clip_scale;
  float loss_weights[16];
  u32 flags, rest[37];
};

// Shares of the old moments, and 1 less these, which would lose digits in f32.
struct Decay {
  float beta1, fresh1, beta2, fresh2;
};

struct Update {
  float rate, keep, scale, mean_scale, square_scale;
  u64 key, stream;
};

DEVICE Update optimizer_update(const Control *control, float rate, float keep, u64 key, u64 stream, float mean_scale,
                               float square_scale, float beta1, float beta2, u64 streams) {
  Update u;
  u.rate = rate;
  u.keep = keep;
  u.scale = 1.0f;
  u.mean_scale = mean_scale;
  u.square_scale = square_scale;
  u.key = key;
  u.stream = stream;
  if (control) {
    float t = static_cast<float>(control->step);
    float period = control->cosine_period;
    u.rate = control->rate;
    if (period > 0.0f) u.rate *= 0.5f * (cospif(2.0f * (fmodf(t, period) / period)) + 1.0f);
    u.keep = control->keep;
    u.scale = control->clip_scale;
    u.key = control->seed;
    u.stream = stream + streams * control->step;
    u.mean_scale = 1.0f / (1.0f - powf(beta1, t));
    u.square_scale = 1.0f / (1.0f - powf(beta2, t));
  }
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

#define OPTIMIZER(G, NAME)                                                                                          \
  KERNEL(256) rmsprop_##NAME(float *w, bf16 *w16, const G *g, float *a, i64 n, const i64 *starts, int slots,        \
                             const Control *control, float rate, float rho, float fresh, float epsilon, float keep, \
                             u64 key, u64 stream, u64 streams) {                                                    \
    Update u = optimizer_update(control, rate, keep, key, stream, 1.0f, 1.0f, 0.0f, 0.0f, streams);                 \
    optimizer_rmsprop(w, w16, g, a, n, starts, slots, rho, fresh, epsilon, u);                                      \
  }                                                                                                                 \
  KERNEL(256) adabelief_##NAME(float *w, bf16 *w16, const G *g, float *m, float *v, i64 n, const i64 *starts,       \
                               int slots, const Control *control, float rate, float beta1, float fresh1,            \
                               float beta2, float fresh2, float epsilon, float keep, u64 key, u64 stream,           \
                               u64 streams) {                                                                       \
    Update u = optimizer_update(control, rate, keep, key, stream, 1.0f, 1.0f, beta1, beta2, streams);               \
    Decay decay = {beta1, fresh1, beta2, fresh2};                                                                   \
    optimizer_moments(w, w16, g, m, v, n, starts, slots, decay, epsilon, u, true);                                  \
  }                                                                                                                 \
  KERNEL(256) adam_##NAME(float *w, bf16 *w16, const G *g, float *m, float *v, i64 n, const i64 *starts, int slots, \
                          const Control *control, float rate, float beta1, float fresh1, float beta2, float fresh2, \
                          float epsilon, float keep, u64 key, u64 stream, u64 streams, float mean_scale,            \
                          float square_scale) {                                                                     \
    Update u = optimizer_update(control, rate, keep, key, stream, mean_scale, square_scale, beta1, beta2, streams); \
    Decay decay = {beta1, fresh1, beta2, fresh2};                                                                   \
    optimizer_moments(w, w16, g, m, v, n, starts, slots, decay, epsilon, u, false);                                 \
  }
OPTIMIZER(float, f32)
OPTIMIZER(bf16, bf16)

// The norm of all gradients, clipped: one double per block, then the scale into the control block.
//   gradient_squares  sums[block] = sum of g * g; grid of any size, 2048 elements a block at a time; 64 bytes shared
//   gradient_clip     clip_scale = norm > clip_norm > 0 ? clip_norm / norm : 1, of all sums; one block, 64 bytes shared
//   control_step      step += 1; one thread, the last of a step
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

KERNEL(256) gradient_clip(const double *sums, int count, Control *control, float *norm) {
  DYNSMEM(double, room);
  double sum = 0.0;
  for (int k = threadIdx.x; k < count; k += 256) sum += sums[k];
  sum = block_sum(sum, room);
  if (threadIdx.x != 0) return;
  float length = static_cast<float>(sqrt(sum));
  if (norm) *norm = length;
  if (control) {
    float most = control->clip_norm;
    control->clip_scale = most > 0.0f && length > most ? most / length : 1.0f;
  }
}

KERNEL(32) control_step(Control *control) {
  if (threadIdx.x == 0) control->step += 1u;
}
