/*
 * A CUDA driver without a card, for tests: it answers sizes and handles, writes down every call, and checks that calls
 * come in an order that a real driver would accept. Built as libcuda.so.1; exports the functions of
 * bindings/jextract/cuda.symbols. The functions fake_... steer it.
 *
 * Breaches are written as lines that begin with "!" and answered with the driver's own status. Some of them a real driver
 * would not see: it would compute nonsense, now and then.
 */
#include "record.h"

#include "objects.h"

#include "memory.h"

#include "order.h"

#include "capture.h"

#include "start.h"

#include "memcalls.h"

#include "streams.h"

#include "modules.h"

#include "graphs.h"

#include "foreign.h"

/* As at the start of a process; nothing may be in use. */
EXPORT void fake_restart(void) {
    pthread_mutex_lock(&lock);
    used = 0;
    cards = 1;
    driver_version = 13000;
    failing[0] = 0;
    memset(counts, 0, sizeof counts);
    memset(clocks, 0, sizeof clocks);
    memset(&host, 0, sizeof host);
    block_count = pinned_count = flight_count = outside.count = inside.count = 0;
    next_address = FIRST_ADDRESS;
    in_use = 0;
    origin = recording = invalidated = captures_here = thread_mode = 0;
    primary = current = 0;
    retained = 0;
    pthread_mutex_unlock(&lock);
}

/* What is still there, one a line; as fake_record. */
EXPORT u64 fake_left(char *buffer, u64 size) {
    pthread_mutex_lock(&lock);
    size_t before = used;
    for (int kind = CONTEXT; kind < POOL; kind++) {
        for (int i = 1; i <= counts[kind]; i++) {
            if (objects[kind][i].alive) write_down("%s %s\n", show((enum kind)kind, handle_of((enum kind)kind, i)), objects[kind][i].name);
        }
    }
    for (int i = 0; i < block_count; i++) {
        if (blocks[i].alive) write_down("memory%d of %llu bytes\n", i + 1, (unsigned long long)blocks[i].bytes);
    }
    for (int i = 0; i < pinned_count; i++) {
        if (pinned[i].alive) write_down("pinned memory of %llu bytes\n", (unsigned long long)pinned[i].bytes);
    }
    u64 all = copy_text(text + before, used - before, buffer, size);
    used = before;
    pthread_mutex_unlock(&lock);
    return all;
}
