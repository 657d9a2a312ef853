/*
 * A CUDA driver without a card, for tests: it answers sizes and handles, writes down every call, and checks that calls
 * come in an order that a real driver would accept. Built as libcuda.so.1; exports the functions of
 * bindings/jextract/cuda.symbols. The functions fake_... steer it.
 *
 * Breaches are written as lines that begin with "!" and answered with the driver's own status.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int CUresult;
typedef uint64_t u64;
#define EXPORT __attribute__((visibility("default")))

enum {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    INVALID_PTX = 218,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    NOT_READY = 600,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_UNMATCHED = 903,
    CAPTURE_UNJOINED = 904,
    EXEC_UPDATE_FAILURE = 910
};

/* ---- the record ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *text;
static size_t used, room;
static int cards = 1;
static int driver_version = 13000;
static char failing[64];
static int failure;

static void write_down(const char *format, ...) {
    va_list arguments;
    if (used + 4096 > room) text = realloc(text, room = 2 * room + 65536);
    va_start(arguments, format);
    used += vsnprintf(text + used, 4096, format, arguments);
    va_end(arguments);
}

/* Length of the record; copies what fits into a buffer. */
EXPORT u64 fake_record(char *buffer, u64 size) {
    pthread_mutex_lock(&lock);
    u64 all = used;
    if (size > 0) {
        u64 count = used < size - 1 ? used : size - 1;
        if (count) memcpy(buffer, text, count);
        buffer[count] = 0;
    }
    pthread_mutex_unlock(&lock);
    return all;
}

EXPORT void fake_cards(int count) { cards = count; }

static void forget(void);

/* As at the start of a process; nothing may be in use. */
EXPORT void fake_restart(void) {
    pthread_mutex_lock(&lock);
    used = 0;
    cards = 1;
    driver_version = 13000;
    failing[0] = 0;
    forget();
    pthread_mutex_unlock(&lock);
}

EXPORT void fake_version(int version) { driver_version = version; }

/* Lets the next call of a function fail. */
EXPORT void fake_fail(const char *function, int status) {
    snprintf(failing, sizeof failing, "%s", function);
    failure = status;
}

static int told_to_fail(const char *function) {
    if (failing[0] == 0 || strcmp(failing, function) != 0) return 0;
    failing[0] = 0;
    write_down("%s -> %d as told\n", function, failure);
    return failure;
}

#define CALL(...) \
    do { \
        pthread_mutex_lock(&lock); \
        int told = told_to_fail(__func__); \
        if (told) return done(told); \
        write_down("%s", __func__); \
        write_down(__VA_ARGS__); \
    } while (0)

static CUresult done(int status) {
    pthread_mutex_unlock(&lock);
    return status;
}

static CUresult end(void) {
    write_down("\n");
    return done(SUCCESS);
}

static CUresult breach(int status, const char *what) {
    write_down(" -> %d\n! %s\n", status, what);
    return done(status);
}

/* ---- handles ---- */

enum kind { CONTEXT = 1, STREAM, EVENT, MODULE, FUNCTION, GRAPH, EXEC, NODE, POOL, KINDS };
static const char *names[KINDS] = {"", "context", "stream", "event", "module", "function", "graph", "exec", "node", "pool"};
#define MOST 4096

struct object {
    int alive;
    int owner;              /* function: module; graph, exec, node: origin */
    int capturing;          /* stream: it, or what it waits for, is recorded; event: recorded on such a stream */
    int joined;             /* stream: its recorded work is behind an event that the origin waits for */
    int stream;             /* event: where it was recorded */
    int recorded;           /* event: at all */
    int nodes;              /* graph: how many */
    unsigned char types[512];
    char name[64];
};
static struct object objects[KINDS][MOST];
static int counts[KINDS];

static u64 create(enum kind kind) {
    int id = ++counts[kind];
    memset(&objects[kind][id], 0, sizeof objects[kind][id]);
    objects[kind][id].alive = 1;
    return 0xfa000000ull + ((u64)kind << 16) + (u64)id;
}

static int id_of(enum kind kind, u64 handle) {
    u64 base = 0xfa000000ull + ((u64)kind << 16);
    return handle > base && handle <= base + (u64)counts[kind] ? (int)(handle - base) : 0;
}

static struct object *find(enum kind kind, u64 handle) {
    int id = id_of(kind, handle);
    return id && objects[kind][id].alive ? &objects[kind][id] : NULL;
}

static char shown[8][64];
static int turn;

static const char *show(enum kind kind, u64 handle) {
    char *out = shown[turn++ % 8];
    int id = id_of(kind, handle);
    if (id == 0) snprintf(out, 64, handle == 0 ? "no %s" : "bad %s", names[kind]);
    else snprintf(out, 64, "%s%d%s", names[kind], id, objects[kind][id].alive ? "" : "(dead)");
    return out;
}

/* ---- memory ---- */

struct block {
    u64 address, bytes;
    int alive;
};
static struct block blocks[MOST];
static int block_count;
static u64 next_address = 0x700000000000ull;
static u64 in_use;
static const u64 TOTAL = 80ull << 30;

/* The block that an address lies in, as name and offset. */
static struct block *block_at(u64 address) {
    for (int i = block_count; i-- > 0;) {
        if (address >= blocks[i].address && address < blocks[i].address + blocks[i].bytes) return &blocks[i];
    }
    return NULL;
}

static const char *show_address(u64 address) {
    char *out = shown[turn++ % 8];
    struct block *block = block_at(address);
    if (block == NULL) snprintf(out, 64, "bad address");
    else if (address == block->address) snprintf(out, 64, "memory%d%s", (int)(block - blocks) + 1, block->alive ? "" : "(dead)");
    else snprintf(out, 64, "memory%d%s+%llu", (int)(block - blocks) + 1, block->alive ? "" : "(dead)", (unsigned long long)(address - block->address));
    return out;
}

static int is_valid(u64 address, u64 bytes) {
    struct block *block = block_at(address);
    return block != NULL && block->alive && address + bytes <= block->address + block->bytes;
}

static unsigned hash(const void *data, u64 bytes) {
    unsigned h = 2166136261u;
    for (u64 i = 0; i < bytes; i++) h = (h ^ ((const unsigned char *)data)[i]) * 16777619u;
    return h;
}

/* ---- capture ---- */

static int origin;       /* stream that is captured */
static int recording;    /* graph being recorded */
static int invalidated;
static __thread int captures_here;
static __thread u64 current;

/* What a thread must not do while it captures. */
static int is_forbidden(void) {
    if (!captures_here) return 0;
    invalidated = 1;
    return 1;
}

#define FORBIDDEN_IN_CAPTURE \
    if (is_forbidden()) return breach(CAPTURE_UNSUPPORTED, "not allowed while this thread captures")
#define NEEDS_CONTEXT \
    if (find(CONTEXT, current) == NULL) return breach(INVALID_CONTEXT, "no context is current on this thread")
#define NEEDS(kind, handle) \
    if (find(kind, (u64)(handle)) == NULL) return breach(INVALID_HANDLE, "use of what is not there")

static void record_node(u64 stream, int type) {
    struct object *s = find(STREAM, stream);
    if (!s->capturing) return;
    struct object *graph = &objects[GRAPH][recording];
    if (graph->nodes < 512) graph->types[graph->nodes++] = (unsigned char)type;
    if (id_of(STREAM, stream) != origin) s->joined = 0;
}

static u64 primary;
static int retained;

static void forget(void) {
    memset(counts, 0, sizeof counts);
    block_count = 0;
    next_address = 0x700000000000ull;
    in_use = 0;
    origin = recording = invalidated = captures_here = 0;
    primary = current = 0;
    retained = 0;
}

/* ---- start, devices ---- */

EXPORT CUresult cuInit(unsigned flags) {
    CALL(" %u", flags);
    if (cards == 0) {
        write_down(" -> %d\n", NO_DEVICE);
        return done(NO_DEVICE);
    }
    return end();
}

EXPORT CUresult cuDriverGetVersion(int *version) {
    CALL("");
    *version = driver_version;
    return end();
}

EXPORT CUresult cuDeviceGetCount(int *count) {
    CALL("");
    *count = cards;
    return end();
}

EXPORT CUresult cuDeviceGet(int *device, int ordinal) {
    CALL(" %d", ordinal);
    if (ordinal < 0 || ordinal >= cards) return breach(INVALID_DEVICE, "no such card");
    *device = ordinal;
    return end();
}

EXPORT CUresult cuDeviceGetName(char *name, int size, int device) {
    CALL(" %d", device);
    snprintf(name, (size_t)size, "Fake H200");
    return end();
}

EXPORT CUresult cuDeviceGetAttribute(int *value, int attribute, int device) {
    CALL(" %d %d", attribute, device);
    switch (attribute) {
        case 75: *value = 9; break;
        case 76: *value = 0; break;
        case 16: *value = 132; break;
        case 97: *value = 232448; break;
        case 38: *value = 62914560; break;
        case 115: *value = 1; break;
        default: *value = 0;
    }
    return end();
}

EXPORT CUresult cuDeviceTotalMem_v2(u64 *bytes, int device) {
    CALL(" %d", device);
    *bytes = TOTAL;
    return end();
}

EXPORT CUresult cuDeviceGetUuid_v2(unsigned char *uuid, int device) {
    CALL(" %d", device);
    for (int i = 0; i < 16; i++) uuid[i] = (unsigned char)(0x10 + i);
    return end();
}

EXPORT CUresult cuDeviceCanAccessPeer(int *can, int device, int peer) {
    CALL(" %d %d", device, peer);
    *can = 0;
    return end();
}

/* ---- context ---- */

EXPORT CUresult cuDevicePrimaryCtxSetFlags_v2(int device, unsigned flags) {
    CALL(" %d flags %u", device, flags);
    return end();
}

EXPORT CUresult cuDevicePrimaryCtxRetain(u64 *context, int device) {
    CALL(" %d", device);
    if (retained++ == 0) primary = create(CONTEXT);
    *context = primary;
    write_down(" -> %s", show(CONTEXT, primary));
    return end();
}

EXPORT CUresult cuDevicePrimaryCtxRelease_v2(int device) {
    CALL(" %d", device);
    if (retained == 0) return breach(INVALID_CONTEXT, "released more often than retained");
    if (--retained == 0) find(CONTEXT, primary)->alive = 0;
    return end();
}

EXPORT CUresult cuCtxSetCurrent(u64 context) {
    CALL(" %s", show(CONTEXT, context));
    NEEDS(CONTEXT, context);
    current = context;
    return end();
}

EXPORT CUresult cuCtxGetCurrent(u64 *context) {
    CALL("");
    *context = current;
    return end();
}

EXPORT CUresult cuCtxSynchronize(void) {
    CALL("");
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest) {
    CALL("");
    NEEDS_CONTEXT;
    if (least) *least = 0;
    if (greatest) *greatest = -5;
    return end();
}

EXPORT CUresult cuCtxEnablePeerAccess(u64 context, unsigned flags) {
    CALL(" %s %u", show(CONTEXT, context), flags);
    return end();
}

/* ---- memory ---- */

EXPORT CUresult cuMemGetInfo_v2(u64 *available, u64 *total) {
    CALL("");
    NEEDS_CONTEXT;
    *available = TOTAL - in_use;
    *total = TOTAL;
    return end();
}

static CUresult allocate(u64 *address, u64 bytes) {
    if (bytes == 0 || bytes > TOTAL - in_use || block_count == MOST) {
        write_down(" -> %d\n", OUT_OF_MEMORY);
        return done(OUT_OF_MEMORY);
    }
    blocks[block_count] = (struct block){next_address, bytes, 1};
    *address = next_address;
    next_address += (bytes + 4095) / 4096 * 4096 + 4096;
    in_use += bytes;
    block_count++;
    write_down(" -> %s", show_address(*address));
    return end();
}

EXPORT CUresult cuMemAlloc_v2(u64 *address, u64 bytes) {
    CALL(" %llu", (unsigned long long)bytes);
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    return allocate(address, bytes);
}

EXPORT CUresult cuMemFree_v2(u64 address) {
    CALL(" %s", show_address(address));
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    struct block *block = block_at(address);
    if (block == NULL || !block->alive || block->address != address) return breach(INVALID_VALUE, "free of what is not allocated");
    block->alive = 0;
    in_use -= block->bytes;
    return end();
}

EXPORT CUresult cuMemAllocAsync(u64 *address, u64 bytes, u64 stream) {
    CALL(" %llu %s", (unsigned long long)bytes, show(STREAM, stream));
    NEEDS(STREAM, stream);
    return allocate(address, bytes);
}

EXPORT CUresult cuMemFreeAsync(u64 address, u64 stream) {
    CALL(" %s %s", show_address(address), show(STREAM, stream));
    NEEDS(STREAM, stream);
    struct block *block = block_at(address);
    if (block == NULL || !block->alive) return breach(INVALID_VALUE, "free of what is not allocated");
    block->alive = 0;
    in_use -= block->bytes;
    return end();
}

EXPORT CUresult cuDeviceGetDefaultMemPool(u64 *pool, int device) {
    CALL(" %d", device);
    *pool = create(POOL);
    return end();
}

EXPORT CUresult cuMemPoolSetAttribute(u64 pool, int attribute, void *value) {
    CALL(" %s %d", show(POOL, pool), attribute);
    (void)value;
    return end();
}

EXPORT CUresult cuMemHostAlloc(void **memory, u64 bytes, unsigned flags) {
    CALL(" %llu flags %u", (unsigned long long)bytes, flags);
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    *memory = malloc(bytes);
    memset(*memory, 0xcc, bytes);
    return end();
}

EXPORT CUresult cuMemFreeHost(void *memory) {
    CALL("");
    NEEDS_CONTEXT;
    free(memory);
    return end();
}

EXPORT CUresult cuMemcpyHtoDAsync_v2(u64 target, const void *source, u64 bytes, u64 stream) {
    CALL(" %s %llu bytes %08x %s", show_address(target), (unsigned long long)bytes, hash(source, bytes), show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (!is_valid(target, bytes)) return breach(INVALID_VALUE, "copy to memory that is not allocated");
    record_node(stream, 1);
    return end();
}

EXPORT CUresult cuMemcpyDtoHAsync_v2(void *target, u64 source, u64 bytes, u64 stream) {
    CALL(" %s %llu bytes %s", show_address(source), (unsigned long long)bytes, show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (!is_valid(source, bytes)) return breach(INVALID_VALUE, "copy of memory that is not allocated");
    memset(target, 0, bytes);
    record_node(stream, 1);
    return end();
}

EXPORT CUresult cuMemcpyDtoDAsync_v2(u64 target, u64 source, u64 bytes, u64 stream) {
    CALL(" %s %s %llu bytes %s", show_address(target), show_address(source), (unsigned long long)bytes, show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (!is_valid(target, bytes) || !is_valid(source, bytes)) return breach(INVALID_VALUE, "copy of memory that is not allocated");
    record_node(stream, 1);
    return end();
}

EXPORT CUresult cuMemsetD8Async(u64 target, unsigned char value, u64 count, u64 stream) {
    CALL(" %s %u times %llu %s", show_address(target), value, (unsigned long long)count, show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (!is_valid(target, count)) return breach(INVALID_VALUE, "fill of memory that is not allocated");
    record_node(stream, 2);
    return end();
}

EXPORT CUresult cuMemsetD32Async(u64 target, unsigned value, u64 count, u64 stream) {
    CALL(" %s %u times %llu %s", show_address(target), value, (unsigned long long)count, show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (!is_valid(target, 4 * count)) return breach(INVALID_VALUE, "fill of memory that is not allocated");
    record_node(stream, 2);
    return end();
}

/* ---- streams and events ---- */

EXPORT CUresult cuStreamCreateWithPriority(u64 *stream, unsigned flags, int priority) {
    CALL(" flags %u priority %d", flags, priority);
    NEEDS_CONTEXT;
    *stream = create(STREAM);
    write_down(" -> %s", show(STREAM, *stream));
    return end();
}

EXPORT CUresult cuStreamDestroy_v2(u64 stream) {
    CALL(" %s", show(STREAM, stream));
    NEEDS(STREAM, stream);
    find(STREAM, stream)->alive = 0;
    return end();
}

EXPORT CUresult cuStreamSynchronize(u64 stream) {
    CALL(" %s", show(STREAM, stream));
    NEEDS(STREAM, stream);
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuStreamQuery(u64 stream) {
    CALL(" %s", show(STREAM, stream));
    NEEDS(STREAM, stream);
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuStreamWaitEvent(u64 stream, u64 event, unsigned flags) {
    CALL(" %s %s %u", show(STREAM, stream), show(EVENT, event), flags);
    NEEDS(STREAM, stream);
    NEEDS(EVENT, event);
    struct object *s = find(STREAM, stream), *e = find(EVENT, event);
    if (s->capturing && !e->capturing && e->recorded) {
        invalidated = 1;
        return breach(905, "a captured stream waits for an event from outside");
    }
    if (e->capturing) {
        if (id_of(STREAM, stream) == origin) objects[STREAM][e->stream].joined = 1;
        else s->capturing = 1;
    }
    return end();
}

EXPORT CUresult cuEventCreate(u64 *event, unsigned flags) {
    CALL(" flags %u", flags);
    NEEDS_CONTEXT;
    *event = create(EVENT);
    write_down(" -> %s", show(EVENT, *event));
    return end();
}

EXPORT CUresult cuEventDestroy_v2(u64 event) {
    CALL(" %s", show(EVENT, event));
    NEEDS(EVENT, event);
    find(EVENT, event)->alive = 0;
    return end();
}

EXPORT CUresult cuEventRecord(u64 event, u64 stream) {
    CALL(" %s %s", show(EVENT, event), show(STREAM, stream));
    NEEDS(EVENT, event);
    NEEDS(STREAM, stream);
    struct object *e = find(EVENT, event);
    e->recorded = 1;
    e->stream = id_of(STREAM, stream);
    e->capturing = find(STREAM, stream)->capturing;
    return end();
}

EXPORT CUresult cuEventQuery(u64 event) {
    CALL(" %s", show(EVENT, event));
    NEEDS(EVENT, event);
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuEventSynchronize(u64 event) {
    CALL(" %s", show(EVENT, event));
    NEEDS(EVENT, event);
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuEventElapsedTime(float *millis, u64 start, u64 stop) {
    CALL(" %s %s", show(EVENT, start), show(EVENT, stop));
    NEEDS(EVENT, start);
    NEEDS(EVENT, stop);
    if (!find(EVENT, start)->recorded || !find(EVENT, stop)->recorded) return breach(INVALID_HANDLE, "an event was never recorded");
    *millis = 1.5f;
    return end();
}

/* ---- modules, functions, launches ---- */

static CUresult load(u64 *module, const char *image) {
    if (image[0] == 0) {
        write_down(" -> %d\n", INVALID_IMAGE);
        return done(INVALID_IMAGE);
    }
    *module = create(MODULE);
    write_down(" -> %s", show(MODULE, *module));
    return end();
}

EXPORT CUresult cuModuleLoadData(u64 *module, const char *image) {
    CALL("");
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    return load(module, image);
}

EXPORT CUresult cuModuleLoadDataEx(u64 *module, const char *image, unsigned count, int *options, void **values) {
    CALL("");
    for (unsigned i = 0; i < count; i++) write_down(" option %d", options[i]);
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    if (strncmp(image, "fault", 5) == 0) { /* as a compiler would: a word in the log that was asked for */
        for (unsigned i = 0; i < count; i++) {
            if (options[i] == 5) strcpy(values[i], "line 1: fault");
        }
        write_down(" -> %d\n", INVALID_PTX);
        return done(INVALID_PTX);
    }
    return load(module, image);
}

EXPORT CUresult cuModuleUnload(u64 module) {
    CALL(" %s", show(MODULE, module));
    NEEDS(MODULE, module);
    find(MODULE, module)->alive = 0;
    for (int i = 1; i <= counts[FUNCTION]; i++) {
        if (objects[FUNCTION][i].owner == id_of(MODULE, module)) objects[FUNCTION][i].alive = 0;
    }
    return end();
}

EXPORT CUresult cuModuleGetFunction(u64 *function, u64 module, const char *name) {
    CALL(" %s %s", show(MODULE, module), name);
    NEEDS(MODULE, module);
    if (strcmp(name, "missing") == 0) {
        write_down(" -> %d\n", NOT_FOUND);
        return done(NOT_FOUND);
    }
    *function = create(FUNCTION);
    struct object *f = find(FUNCTION, *function);
    f->owner = id_of(MODULE, module);
    snprintf(f->name, sizeof f->name, "%s", name);
    write_down(" -> %s", show(FUNCTION, *function));
    return end();
}

EXPORT CUresult cuModuleGetGlobal_v2(u64 *address, u64 *bytes, u64 module, const char *name) {
    CALL(" %s %s", show(MODULE, module), name);
    NEEDS(MODULE, module);
    *bytes = 256;
    return allocate(address, 256);
}

EXPORT CUresult cuFuncSetAttribute(u64 function, int attribute, int value) {
    CALL(" %s %d %d", show(FUNCTION, function), attribute, value);
    NEEDS(FUNCTION, function);
    return end();
}

EXPORT CUresult cuFuncGetAttribute(int *value, int attribute, u64 function) {
    CALL(" %d %s", attribute, show(FUNCTION, function));
    NEEDS(FUNCTION, function);
    *value = attribute == 4 ? 32 : 0;
    return end();
}

EXPORT CUresult cuFuncLoad(u64 function) {
    CALL(" %s", show(FUNCTION, function));
    NEEDS(FUNCTION, function);
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, u64 function, int threads, u64 shared) {
    CALL(" %s %d %llu", show(FUNCTION, function), threads, (unsigned long long)shared);
    NEEDS(FUNCTION, function);
    *blocks = 2048 / threads;
    return end();
}

/* The packed arguments: addresses by name, all else in words of four bytes. */
static int write_arguments(void **extra) {
    const unsigned char *buffer = NULL;
    u64 bytes = 0;
    int sound = 1;
    for (int i = 0; extra != NULL && (u64)extra[i] != 0; i += 2) {
        if ((u64)extra[i] == 1) buffer = extra[i + 1];
        if ((u64)extra[i] == 2) bytes = *(u64 *)extra[i + 1];
    }
    write_down(" (");
    for (u64 at = 0; at < bytes;) {
        u64 word = 0;
        if (at % 8 == 0 && at + 8 <= bytes) memcpy(&word, buffer + at, 8);
        struct block *block = block_at(word);
        if (at > 0) write_down(" ");
        if (block != NULL) {
            write_down("%s", show_address(word));
            sound &= block->alive;
            at += 8;
        } else {
            unsigned half = 0;
            memcpy(&half, buffer + at, bytes - at < 4 ? bytes - at : 4);
            write_down("%x", half);
            at += 4;
        }
    }
    write_down(")");
    return sound;
}

EXPORT CUresult cuLaunchKernel(u64 function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
        unsigned shared, u64 stream, void **parameters, void **extra) {
    CALL(" %s %s grid %u %u %u block %u %u %u shared %u %s", show(FUNCTION, function),
            find(FUNCTION, function) ? find(FUNCTION, function)->name : "?", gx, gy, gz, bx, by, bz, shared, show(STREAM, stream));
    NEEDS(FUNCTION, function);
    NEEDS(STREAM, stream);
    if (parameters != NULL && extra != NULL) return breach(INVALID_VALUE, "arguments in both forms");
    if (!write_arguments(extra)) return breach(700, "an argument points to memory that was freed");
    record_node(stream, 0);
    return end();
}

EXPORT CUresult cuLaunchKernelEx(void *config, u64 function, void **parameters, void **extra) {
    CALL(" %s", show(FUNCTION, function));
    (void)config, (void)parameters, (void)extra;
    return end();
}

/* ---- graphs ---- */

EXPORT CUresult cuStreamBeginCapture_v2(u64 stream, int mode) {
    CALL(" %s mode %d", show(STREAM, stream), mode);
    NEEDS(STREAM, stream);
    if (origin) return breach(CAPTURE_UNMATCHED, "a capture is under way");
    origin = id_of(STREAM, stream);
    objects[STREAM][origin].capturing = 1;
    recording = id_of(GRAPH, create(GRAPH));
    invalidated = 0;
    captures_here = 1;
    return end();
}

EXPORT CUresult cuStreamEndCapture(u64 stream, u64 *graph) {
    CALL(" %s", show(STREAM, stream));
    if (origin == 0 || id_of(STREAM, stream) != origin) return breach(CAPTURE_UNMATCHED, "it does not capture");
    if (!captures_here) return breach(908, "begun by another thread");
    int open = 0;
    for (int i = 1; i <= counts[STREAM]; i++) {
        struct object *s = &objects[STREAM][i];
        if (s->capturing && i != origin && !s->joined) open = 1;
        s->capturing = 0;
    }
    origin = 0;
    captures_here = 0;
    *graph = 0;
    if (invalidated) return breach(CAPTURE_INVALIDATED, "the capture was spoilt before");
    if (open) return breach(CAPTURE_UNJOINED, "a stream that was forked did not come back");
    *graph = 0xfa000000ull + ((u64)GRAPH << 16) + (u64)recording;
    write_down(" -> %s of %d nodes", show(GRAPH, *graph), objects[GRAPH][recording].nodes);
    return end();
}

EXPORT CUresult cuStreamIsCapturing(u64 stream, int *status) {
    CALL(" %s", show(STREAM, stream));
    NEEDS(STREAM, stream);
    *status = find(STREAM, stream)->capturing ? (invalidated ? 2 : 1) : 0;
    return end();
}

EXPORT CUresult cuThreadExchangeStreamCaptureMode(int *mode) {
    CALL(" %d", *mode);
    return end();
}

EXPORT CUresult cuGraphInstantiateWithFlags(u64 *exec, u64 graph, u64 flags) {
    CALL(" %s flags %llu", show(GRAPH, graph), (unsigned long long)flags);
    NEEDS(GRAPH, graph);
    *exec = create(EXEC);
    find(EXEC, *exec)->nodes = find(GRAPH, graph)->nodes;
    memcpy(find(EXEC, *exec)->types, find(GRAPH, graph)->types, 512);
    write_down(" -> %s", show(EXEC, *exec));
    return end();
}

EXPORT CUresult cuGraphUpload(u64 exec, u64 stream) {
    CALL(" %s %s", show(EXEC, exec), show(STREAM, stream));
    NEEDS(EXEC, exec);
    NEEDS(STREAM, stream);
    FORBIDDEN_IN_CAPTURE;
    return end();
}

EXPORT CUresult cuGraphLaunch(u64 exec, u64 stream) {
    CALL(" %s %s", show(EXEC, exec), show(STREAM, stream));
    NEEDS(EXEC, exec);
    NEEDS(STREAM, stream);
    return end();
}

EXPORT CUresult cuGraphExecUpdate_v2(u64 exec, u64 graph, void *result) {
    CALL(" %s %s", show(EXEC, exec), show(GRAPH, graph));
    (void)result;
    NEEDS(EXEC, exec);
    NEEDS(GRAPH, graph);
    struct object *old = find(EXEC, exec), *fresh = find(GRAPH, graph);
    if (old->nodes != fresh->nodes || memcmp(old->types, fresh->types, 512) != 0) {
        write_down(" -> %d\n", EXEC_UPDATE_FAILURE);
        return done(EXEC_UPDATE_FAILURE);
    }
    return end();
}

EXPORT CUresult cuGraphGetNodes(u64 graph, u64 *nodes, u64 *count) {
    CALL(" %s", show(GRAPH, graph));
    NEEDS(GRAPH, graph);
    struct object *g = find(GRAPH, graph);
    for (u64 i = 0; nodes != NULL && i < (u64)g->nodes && i < *count; i++) {
        nodes[i] = create(NODE);
        find(NODE, nodes[i])->owner = g->types[i];
    }
    *count = (u64)g->nodes;
    return end();
}

EXPORT CUresult cuGraphNodeGetType(u64 node, int *type) {
    CALL("");
    NEEDS(NODE, node);
    *type = find(NODE, node)->owner;
    return end();
}

EXPORT CUresult cuGraphDebugDotPrint(u64 graph, const char *file, unsigned flags) {
    CALL(" %s flags %u", show(GRAPH, graph), flags);
    (void)file;
    return end();
}

EXPORT CUresult cuGraphExecDestroy(u64 exec) {
    CALL(" %s", show(EXEC, exec));
    NEEDS(EXEC, exec);
    find(EXEC, exec)->alive = 0;
    return end();
}

EXPORT CUresult cuGraphDestroy(u64 graph) {
    CALL(" %s", show(GRAPH, graph));
    NEEDS(GRAPH, graph);
    find(GRAPH, graph)->alive = 0;
    return end();
}

/* ---- errors ---- */

EXPORT CUresult cuGetErrorName(int status, const char **name) {
    switch (status) {
        case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
        case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
        case NO_DEVICE: *name = "CUDA_ERROR_NO_DEVICE"; break;
        case INVALID_PTX: *name = "CUDA_ERROR_INVALID_PTX"; break;
        case INVALID_HANDLE: *name = "CUDA_ERROR_INVALID_HANDLE"; break;
        case CAPTURE_UNSUPPORTED: *name = "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"; break;
        default: *name = NULL; return INVALID_VALUE;
    }
    return SUCCESS;
}

EXPORT CUresult cuGetErrorString(int status, const char **string) {
    switch (status) {
        case OUT_OF_MEMORY: *string = "out of memory"; break;
        case NO_DEVICE: *string = "no CUDA-capable device is detected"; break;
        case INVALID_PTX: *string = "a PTX JIT compilation failed"; break;
        default: *string = NULL; return INVALID_VALUE;
    }
    return SUCCESS;
}

/* ---- what NVIDIA's own libraries ask for besides, when they make plans for a card that is not there ---- */

static CUresult unknown(void) { return NO_DEVICE; }

static CUresult accept(void) { return SUCCESS; }

static CUresult make(u64 *handle) {
    *handle = 0xfb000001ull;
    return SUCCESS;
}

/* NVRTC looks for a driver's private functions at its first compilation, and calls what it does not find. */
EXPORT CUresult cuGetExportTable(const void **table, const void *uuid) {
    (void)uuid;
    *table = NULL;
    return NOT_FOUND;
}

EXPORT CUresult cuLibraryLoadData(u64 *library) { return make(library); }
EXPORT CUresult cuLibraryUnload(void) { return accept(); }
EXPORT CUresult cuLibraryGetKernel(u64 *kernel) { return make(kernel); }
EXPORT CUresult cuKernelGetFunction(u64 *function) { return make(function); }
EXPORT CUresult cuKernelSetAttribute(void) { return accept(); }
EXPORT CUresult cuKernelGetAttribute(int *value) {
    *value = 0;
    return SUCCESS;
}

/* cuDNN wants to find all of these before it offers engines that compile while running; it calls none of them. */
#define ABSENT(name) EXPORT CUresult name(void) { return unknown(); }
ABSENT(cuCtxGetDevice)
ABSENT(cuCtxGetLimit)
ABSENT(cuCtxPopCurrent)
ABSENT(cuCtxPopCurrent_v2)
ABSENT(cuCtxPushCurrent)
ABSENT(cuCtxPushCurrent_v2)
ABSENT(cuCtxSetLimit)
ABSENT(cuFuncSetCacheConfig)
ABSENT(cuLaunchCooperativeKernel)
ABSENT(cuLibraryGetGlobal)
ABSENT(cuLibraryGetModule)
ABSENT(cuLibraryLoadFromFile)
ABSENT(cuLinkAddData)
ABSENT(cuLinkAddData_v2)
ABSENT(cuLinkComplete)
ABSENT(cuLinkCreate)
ABSENT(cuLinkCreate_v2)
ABSENT(cuLinkDestroy)
ABSENT(cuOccupancyMaxActiveClusters)
ABSENT(cuOccupancyMaxPotentialClusterSize)
ABSENT(cuStreamGetCtx)
ABSENT(cuTensorMapEncodeIm2col)
ABSENT(cuTensorMapEncodeTiled)

EXPORT CUresult cuGetProcAddress_v2(const char *symbol, void **function, int version, u64 flags, int *status) {
    (void)version, (void)flags;
    void *self = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
    char name[128];
    snprintf(name, sizeof name, "%s_v2", symbol);
    *function = self ? dlsym(self, name) : NULL;
    if (*function == NULL && self) *function = dlsym(self, symbol);
    if (*function == NULL) *function = (void *)unknown;
    if (status) *status = 0;
    return SUCCESS;
}

EXPORT CUresult cuGetProcAddress(const char *symbol, void **function, int version, u64 flags) {
    return cuGetProcAddress_v2(symbol, function, version, flags, NULL);
}
