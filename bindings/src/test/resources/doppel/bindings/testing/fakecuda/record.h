/* The record of calls, how a call ends, and what tests steer. */
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
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    INVALID_PTX = 218,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_FAILED = 719,
    CAPTURE_UNSUPPORTED = 900,
    CAPTURE_INVALIDATED = 901,
    CAPTURE_UNMATCHED = 903,
    CAPTURE_UNJOINED = 904,
    CAPTURE_ISOLATION = 905,
    CAPTURED_EVENT = 907,
    CAPTURE_WRONG_THREAD = 908,
    EXEC_UPDATE_FAILURE = 910
};

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
    int length = vsnprintf(text + used, 4096, format, arguments);
    va_end(arguments);
    used += length < 4096 ? (size_t)length : 4095;
}

static u64 copy_text(const char *from, u64 length, char *buffer, u64 size) {
    if (size > 0) {
        u64 count = length < size - 1 ? length : size - 1;
        if (count) memcpy(buffer, from, count);
        buffer[count] = 0;
    }
    return length;
}

/* Length of the record; copies what fits into a buffer. */
EXPORT u64 fake_record(char *buffer, u64 size) {
    pthread_mutex_lock(&lock);
    u64 all = copy_text(text, used, buffer, size);
    pthread_mutex_unlock(&lock);
    return all;
}

EXPORT void fake_cards(int count) { cards = count; }

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

/* What a real driver may answer to a caller that did nothing wrong. */
static CUresult answer(int status) {
    write_down(" -> %d\n", status);
    return done(status);
}

/* What a caller did wrong. */
static CUresult breach(int status, const char *what) {
    write_down(" -> %d\n! %s\n", status, what);
    return done(status);
}
