// Functions of two variables. Functions by number: add, subtract, multiply, divide, max, min, greater or equal (1 or 0).
//   binary            y = f(a, b), all of one shape                     floor: read a and b, write y
//   binary_broadcast  y = f(a, b), a and b stretched along some axes    floor: read a and b once, write y
// Geometry: 256 threads; binary: eight elements a thread, ceil(n / 2048) blocks; binary_broadcast: one element a thread,
// neighbouring threads on neighbouring elements of y, ceil(n / 256) blocks. Targets may be sources of y's shape.
// binary_broadcast takes the sizes of y, at most eight, outermost first, and for each the step in a and b: 0 where stretched.

DEVICE float binary_value(int f, float a, float b) {
  switch (f) {
    case 0: return a + b;
    case 1: return a - b;
    case 2: return a * b;
    case 3: return a / b;
    case 4: return a > b || a != a ? a : b;
    case 5: return a < b || a != a ? a : b;
    default: return a >= b ? 1.0f : 0.0f;
  }
}

template <class T>
DEVICE void binary(int f, const T *a, const T *b, T *y, i64 n) {
  i64 at = 8 * thread_number();
  if (at >= n) return;
  int count = span8(at, n);
  float u[8], v[8];
  load8(a, at, count, u);
  load8(b, at, count, v);
#pragma unroll
  for (int k = 0; k < 8; k++) u[k] = binary_value(f, u[k], v[k]);
  store8(y, at, count, u);
}

template <class T>
DEVICE void binary_broadcast(int f, const T *a, const T *b, T *y, i64 n, int rank, const Sizes &sizes,
                             const Strides &a_steps, const Strides &b_steps) {
  i64 i = thread_number();
  if (i >= n) return;
  i64 rest = i, at = 0, bt = 0;
#pragma unroll
  for (int axis = 7; axis >= 0; axis--) {
    if (axis < rank) {
      i64 index;
      if (rest < 0x7FFFFFFF) { // a 32-bit division is several times faster
        index = static_cast<u32>(rest) % static_cast<u32>(sizes.v[axis]);
        rest = static_cast<u32>(rest) / static_cast<u32>(sizes.v[axis]);
      } else {
        index = rest % sizes.v[axis];
        rest /= sizes.v[axis];
      }
      at += index * a_steps.v[axis];
      bt += index * b_steps.v[axis];
    }
  }
  y[i] = narrow<T>(binary_value(f, widen(a[at]), widen(b[bt])));
}

#define BINARY(T, NAME)                                                                                       \
  KERNEL(256) binary_##NAME(const T *a, const T *b, T *y, i64 n, int f) { binary(f, a, b, y, n); }            \
  KERNEL(256) binary_broadcast_##NAME(const T *a, const T *b, T *y, i64 n, int f, int rank, Sizes sizes,      \
                                      Strides a_steps, Strides b_steps) {                                     \
    binary_broadcast(f, a, b, y, n, rank, sizes, a_steps, b_steps);                                           \
  }
BINARY(float, f32)
BINARY(bf16, bf16)
