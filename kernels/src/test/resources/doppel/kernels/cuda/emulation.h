// CUDA's words for a C++ compiler, so that kernels run on the host in tests. Each thread of a block is a coroutine with its
// own stack; a barrier or a shuffle gives the word to the next. Blocks run one after the other and threads up to where they
// wait, first to last or last to first: where a barrier is missing, one of the two computes something else. A barrier that
// not all living threads of a block reach, or writing beyond the shared memory asked for, fails the launch.
//
// Compiled with -fsanitize=address, shared memory and the guards around buffers cannot even be read out of bounds.
//
// The text of prelude.cuh and of the .cu files follows this one, then one line EMULATED(kernel) for each kernel.
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <string>
#include <vector>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#endif

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(threads)
#define DYNSMEM(type, name) type *name = reinterpret_cast<type *>(emulation::shared)

struct dim3 {
  unsigned x, y, z;
};

static dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulation {

enum State { IDLE, RUNNING, AT_BLOCK_BARRIER, AT_WARP_BARRIER };

// A stack that runs one thread after the other until one of them has to wait.
struct Fiber {
  jmp_buf here;
  ucontext_t start;
  char *stack = nullptr;
  void *fake_stack = nullptr;  // the sanitizer's
  State state = IDLE;
  int thread = -1;
};

const size_t STACK_BYTES = 96 * 1024;
const size_t GUARD_BYTES = 256;

static unsigned char *shared;
static jmp_buf scheduler;
static std::vector<Fiber *> fibers;
static Fiber *current;
static int next_thread, threads, finished;
static bool backwards;
static Fiber *running[1024];  // by thread; null before its start and after its end
static void (*body)(const unsigned char *);
static const unsigned char *arguments;
static std::string failure;
static unsigned long long slots[32][32];

static void enter(int thread) {
  threadIdx.x = thread % blockDim.x;
  threadIdx.y = thread / blockDim.x % blockDim.y;
  threadIdx.z = thread / blockDim.x / blockDim.y;
}

// The sanitizer has to know which stack is in use.
static void *scheduler_fake_stack;
static const void *scheduler_stack;
static size_t scheduler_bytes;

static void leave_for(void **fake_stack, const void *stack, size_t bytes) {
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_start_switch_fiber(fake_stack, stack, bytes);
#else
  (void)fake_stack, (void)stack, (void)bytes;
#endif
}

static void arrive(void *fake_stack, const void **from, size_t *bytes) {
#ifdef __SANITIZE_ADDRESS__
  __sanitizer_finish_switch_fiber(fake_stack, from, bytes);
#else
  (void)fake_stack, (void)from, (void)bytes;
#endif
}

static void to_scheduler(Fiber *self) {
  if (_setjmp(self->here) == 0) {
    leave_for(&self->fake_stack, scheduler_stack, scheduler_bytes);
    _longjmp(scheduler, 1);
  }
  arrive(self->fake_stack, nullptr, nullptr);
}

static void fiber_main() {
  arrive(nullptr, &scheduler_stack, &scheduler_bytes);
  for (;;) {
    Fiber *self = current;
    while (next_thread < threads && failure.empty()) {
      int turn = next_thread++;
      self->thread = backwards ? threads - 1 - turn : turn;
      self->state = RUNNING;
      running[self->thread] = self;
      enter(self->thread);
      body(arguments);
      running[self->thread] = nullptr;
      finished++;
    }
    self->state = IDLE;
    to_scheduler(self);
  }
}

static void resume(Fiber *fiber) {
  current = fiber;
  if (fiber->state != IDLE) enter(fiber->thread);
  if (_setjmp(scheduler) == 0) {
    bool fresh = fiber->stack == nullptr;
    if (fresh) fiber->stack = static_cast<char *>(malloc(STACK_BYTES));
    leave_for(&scheduler_fake_stack, fiber->stack, STACK_BYTES);
    if (fresh) {
      getcontext(&fiber->start);
      fiber->start.uc_stack.ss_sp = fiber->stack;
      fiber->start.uc_stack.ss_size = STACK_BYTES;
      fiber->start.uc_link = nullptr;
      makecontext(&fiber->start, fiber_main, 0);
      setcontext(&fiber->start);
    }
    _longjmp(fiber->here, 1);
  }
  arrive(scheduler_fake_stack, nullptr, nullptr);
}

static void wait(State state) {
  Fiber *self = current;
  self->state = state;
  to_scheduler(self);
  self->state = RUNNING;
}

// Lets threads first to last (exclusive) go on; false if none waits, or if one that lives waits elsewhere.
static bool release(State state, int first, int last) {
  bool any = false;
  for (int thread = first; thread < last; thread++) {
    if (running[thread] == nullptr) continue;
    if (running[thread]->state != state) return false;
    any = true;
  }
  if (!any) return false;
  Fiber *waiting[1024];
  memcpy(waiting, running + first, sizeof(Fiber *) * (last - first));
  for (int i = 0; i < last - first; i++) {
    Fiber *next = waiting[backwards ? last - first - 1 - i : i];
    if (next != nullptr) resume(next);
  }
  return true;
}

static void run_block() {
  next_thread = finished = 0;
  memset(running, 0, sizeof running);
  for (size_t i = 0; next_thread < threads; i++) {
    if (i == fibers.size()) fibers.push_back(new Fiber);
    if (fibers[i]->state == IDLE) resume(fibers[i]);
  }
  while (finished < threads) {
    bool moved = false;
    for (int first = 0; first < threads; first += 32) {
      moved |= release(AT_WARP_BARRIER, first, first + 32 < threads ? first + 32 : threads);
    }
    if (!moved && !release(AT_BLOCK_BARRIER, 0, threads)) {
      failure = "divergent barrier";
      return;
    }
  }
}

template <class T>
T shuffle(T v, int source) {
  static_assert(sizeof(T) <= 8, "shuffles move up to eight bytes");
  int thread = current->thread, warp = thread / 32;
  memcpy(&slots[warp][thread % 32], &v, sizeof(T));
  wait(AT_WARP_BARRIER);
  memcpy(&v, &slots[warp][source & 31], sizeof(T));
  wait(AT_WARP_BARRIER);
  return v;
}

struct Launch {
  int grid[3], block[3], shared_bytes, argument_bytes, backwards;
};

static void run(const Launch *launch, const unsigned char *packed, void (*kernel)(const unsigned char *)) {
  gridDim = {unsigned(launch->grid[0]), unsigned(launch->grid[1]), unsigned(launch->grid[2])};
  blockDim = {unsigned(launch->block[0]), unsigned(launch->block[1]), unsigned(launch->block[2])};
  threads = launch->block[0] * launch->block[1] * launch->block[2];
  body = kernel;
  arguments = packed;
  std::vector<unsigned char> room(launch->shared_bytes + GUARD_BYTES + 16);
  shared = reinterpret_cast<unsigned char *>((reinterpret_cast<size_t>(room.data()) + 15) / 16 * 16);
  backwards = launch->backwards;
  long long blocks = 1LL * launch->grid[0] * launch->grid[1] * launch->grid[2];
  for (long long i = 0; i < blocks && failure.empty(); i++) {
    long long block = backwards ? blocks - 1 - i : i;
    blockIdx = {unsigned(block % gridDim.x), unsigned(block / gridDim.x % gridDim.y),
                unsigned(block / gridDim.x / gridDim.y)};
    memset(shared, 0xCC, launch->shared_bytes);
    memset(shared + launch->shared_bytes, 0xA5, GUARD_BYTES);
    ASAN_POISON_MEMORY_REGION(shared + launch->shared_bytes, GUARD_BYTES);
    run_block();
    ASAN_UNPOISON_MEMORY_REGION(shared + launch->shared_bytes, GUARD_BYTES);
    for (size_t k = 0; k < GUARD_BYTES && failure.empty(); k++) {
      if (shared[launch->shared_bytes + k] != 0xA5) failure = "wrote beyond the shared memory asked for";
    }
  }
}

// ---- arguments: offsets and letters as C++ sees the parameters ----------------------------------------------------------

template <class T>
struct Letters;
#define LETTER(T, L)                         \
  template <>                                \
  struct Letters<T> {                        \
    static std::string get() { return L; }   \
  }
LETTER(long long, "l");
LETTER(unsigned long long, "l");
LETTER(int, "i");
LETTER(unsigned, "i");
LETTER(float, "f");
LETTER(double, "d");
template <class T>
struct Letters<T *> {
  static std::string get() { return "p"; }
};
template <template <class, int> class A, class T, int N>
struct Letters<A<T, N>> {
  static std::string get() { return Letters<T>::get() + std::to_string(N); }
};

template <class T>
const T &take(const unsigned char *packed, size_t &at) {
  at = (at + alignof(T) - 1) / alignof(T) * alignof(T);
  const T &value = *reinterpret_cast<const T *>(packed + at);
  at += sizeof(T);
  return value;
}

template <class... A>
std::string signature(void (*)(A...)) {
  std::string out;
  ((out += (out.empty() ? "" : " ") + Letters<A>::get()), ...);
  return out;
}

template <class... A>
int argument_bytes(void (*)(A...)) {
  size_t at = 0;
  ((at = (at + alignof(A) - 1) / alignof(A) * alignof(A) + sizeof(A)), ...);
  return static_cast<int>(at);
}

// Braces read the arguments from left to right.
struct Call {
  template <class... A>
  Call(void (*kernel)(A...), A... a) {
    kernel(a...);
  }
};

template <class... A>
void call(void (*kernel)(A...), const unsigned char *packed) {
  size_t at = 0;
  Call{kernel, take<A>(packed, at)...};
  (void)at;
}

}  // namespace emulation

static inline void __syncthreads() { emulation::wait(emulation::AT_BLOCK_BARRIER); }
static inline void __syncwarp() { emulation::wait(emulation::AT_WARP_BARRIER); }
template <class T>
T __shfl_xor_sync(unsigned, T v, int lanes) {
  return emulation::shuffle(v, emulation::current->thread ^ lanes);
}
template <class T>
T __shfl_sync(unsigned, T v, int source) {
  return emulation::shuffle(v, source);
}

static inline float __uint_as_float(unsigned v) {
  float out;
  memcpy(&out, &v, 4);
  return out;
}
static inline unsigned __float_as_uint(float v) {
  unsigned out;
  memcpy(&out, &v, 4);
  return out;
}
static inline double __dadd_rn(double a, double b) { return a + b; }
static inline double __dmul_rn(double a, double b) { return a * b; }
template <class T>
T atomicAdd(T *at, T v) {
  T old = *at;
  *at = old + v;
  return old;
}
template <class T>
T atomicMax(T *at, T v) {
  T old = *at;
  if (v > old) *at = v;
  return old;
}

// Entry points of one kernel: launch (null, or what went wrong) and signature.
#define EMULATED(kernel)                                                                                          \
  extern "C" const char *emulate_##kernel(const emulation::Launch *launch, const unsigned char *packed) {         \
    static std::string said;                                                                                      \
    emulation::failure.clear();                                                                                   \
    if (launch->argument_bytes != emulation::argument_bytes(kernel)) return "arguments of another size";          \
    emulation::run(launch, packed, [](const unsigned char *p) { emulation::call(kernel, p); });                   \
    said = emulation::failure;                                                                                    \
    if (!said.empty()) emulation::fibers.clear(); /* their threads never end */                                   \
    return said.empty() ? nullptr : said.c_str();                                                                 \
  }                                                                                                               \
  extern "C" const char *signature_##kernel() {                                                                   \
    static std::string said = emulation::signature(kernel);                                                       \
    return said.c_str();                                                                                          \
  }

// Guards of buffers.
extern "C" void emulation_forbid(void *memory, size_t bytes) { ASAN_POISON_MEMORY_REGION(memory, bytes); }
extern "C" void emulation_allow(void *memory, size_t bytes) { ASAN_UNPOISON_MEMORY_REGION(memory, bytes); }
