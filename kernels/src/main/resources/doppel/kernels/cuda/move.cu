// Moves of elements, whatever their type: depth-to-space in both orders of channels and its inverse, transpositions, slices,
// concatenation and padding are all copies between two strided views.
//   strided_copy     y[sum of index * y_steps] = x[sum of index * x_steps] for every index below the sizes; units of 1, 2, 4,
//                    8 or 16 bytes; one unit a thread, neighbours along the innermost size; grid ceil(n / 256)
//   transpose_tiles  y[k, j, i] = x[k, i, j], 32 x 32 units at a time through shared memory; block 32 x 8,
//                    grid (ceil(columns / 32) * ceil(rows / 32), batch), 32 * 33 units shared
// Floor: read x, write y. Steps are in units; at most eight sizes, outermost first.

struct alignas(16) unit16 {
  u64 low, high;
};

template <class T>
DEVICE void strided_copy(const T *x, T *y, i64 n, int rank, const Sizes &sizes, const Strides &x_steps,
                         const Strides &y_steps) {
  i64 rest = thread_number();
  if (rest >= n) return;
  i64 from = 0, to = 0;
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
      from += index * x_steps.v[axis];
      to += index * y_steps.v[axis];
    }
  }
  y[to] = x[from];
}

template <class T>
DEVICE void transpose_tiles(const T *x, T *y, int rows, int columns) {
  DYNSMEM(T, tile);
  int tiles = (columns + 31) / 32;
  int row = static_cast<int>(blockIdx.x) / tiles * 32;
  int column = static_cast<int>(blockIdx.x) % tiles * 32;
  i64 base = static_cast<i64>(blockIdx.y) * rows * columns;
  int tx = threadIdx.x;
  for (int k = threadIdx.y; k < 32; k += 8) {
    if (row + k < rows && column + tx < columns) {
      tile[k * 33 + tx] = x[base + static_cast<i64>(row + k) * columns + column + tx];
    }
  }
  __syncthreads();
  for (int k = threadIdx.y; k < 32; k += 8) {
    if (column + k < columns && row + tx < rows) {
      y[base + static_cast<i64>(column + k) * rows + row + tx] = tile[tx * 33 + k];
    }
  }
}

#define MOVE(T, NAME)                                                                                        \
  KERNEL(256) strided_copy_##NAME(const T *x, T *y, i64 n, int rank, Sizes sizes, Strides x_steps, Strides y_steps) { \
    strided_copy(x, y, n, rank, sizes, x_steps, y_steps);                                                    \
  }                                                                                                          \
  KERNEL(256) transpose_tiles_##NAME(const T *x, T *y, int rows, int columns) { transpose_tiles(x, y, rows, columns); }
MOVE(u8, 1)
MOVE(u16, 2)
MOVE(u32, 4)
MOVE(u64, 8)

KERNEL(256) strided_copy_16(const unit16 *x, unit16 *y, i64 n, int rank, Sizes sizes, Strides x_steps, Strides y_steps) {
  strided_copy(x, y, n, rank, sizes, x_steps, y_steps);
}
