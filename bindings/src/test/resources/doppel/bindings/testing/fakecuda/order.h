/*
 * What comes before what. Work of a stream comes after the work queued there before, after the work behind events that
 * the stream waits for, and after what the host knew to be done when it queued it. Two pieces of work on one piece of
 * memory, one of which writes, must come one after the other in this sense; as a kernel's arguments do not say what it
 * writes, kernels are held against copies and fills, not against each other.
 *
 * Copies from and to pinned memory are under way until the host has waited for them: until then memory that is read must
 * not change, and memory that is written holds rubbish.
 */

static struct clock clocks[STREAMS]; /* by stream: what its next work comes after */
static struct clock host;            /* what the host knows to be done */

struct use {
    struct access access;
    int stream;
    unsigned tick;
};
struct uses {
    struct use *list;
    int count, room;
};
static struct uses outside; /* of work that runs; a capture has its own */

struct flight {
    void *host;
    u64 bytes;
    int to_host, stream;
    unsigned tick, hash;
};
static struct flight *flights;
static int flight_count, flight_room;

static int slot(u64 stream) { return id_of(STREAM, stream) % STREAMS; }

static void join(struct clock *into, const struct clock *from) {
    for (int i = 0; i < STREAMS; i++) {
        if (from->at[i] > into->at[i]) into->at[i] = from->at[i];
    }
}

static int is_behind(const struct clock *clock, int stream, unsigned tick) { return clock->at[stream] >= tick; }

static int overlaps(const struct access *a, const struct access *b) {
    return a->from < b->from + b->bytes && b->from < a->from + a->bytes;
}

static int excludes(enum how a, enum how b) { return a != b || a == WRITES; }

/* The use that an access comes neither before nor after, or null. */
static struct use *rival(struct uses *uses, const struct access *a, const struct clock *clock) {
    for (int i = 0; i < uses->count; i++) {
        struct use *u = &uses->list[i];
        if (overlaps(&u->access, a) && excludes(u->access.how, a->how) && !is_behind(clock, u->stream, u->tick)) return u;
    }
    return NULL;
}

static void add_use(struct uses *uses, const struct access *a, int stream, unsigned tick) {
    for (int i = 0; i < uses->count; i++) {
        struct use *u = &uses->list[i];
        if (u->stream == stream && u->access.from == a->from && u->access.bytes == a->bytes && u->access.how == a->how) {
            u->tick = tick;
            return;
        }
    }
    if (uses->count == uses->room) uses->list = realloc(uses->list, (size_t)(uses->room = 2 * uses->room + 256) * sizeof(struct use));
    uses->list[uses->count++] = (struct use){*a, stream, tick};
}

static void forget_uses_of(struct uses *uses, const struct access *memory) {
    int kept = 0;
    for (int i = 0; i < uses->count; i++) {
        if (!overlaps(&uses->list[i].access, memory)) uses->list[kept++] = uses->list[i];
    }
    uses->count = kept;
}

static void land(const struct flight *f) {
    if (f->to_host) memset(f->host, 0, f->bytes);
    else if (hash(f->host, f->bytes) != f->hash) write_down("\n! pinned memory changed while a copy of it was under way");
}

static int is_over(const struct flight *f, u64 at, u64 bytes) {
    return (u64)f->host < at + bytes && (u64)f->host + f->bytes > at;
}

/* Copies of this memory that come before a copy into it on a stream are done when it is. */
static void land_before(void *memory, u64 bytes, int stream) {
    int kept = 0;
    for (int i = 0; i < flight_count; i++) {
        struct flight *f = &flights[i];
        if (!is_over(f, (u64)memory, bytes)) {
            flights[kept++] = *f;
        } else if (is_behind(&clocks[stream], f->stream, f->tick)) {
            land(f);
        } else {
            write_down("\n! two copies of one piece of pinned memory, and neither waits for the other");
        }
    }
    flight_count = kept;
}

/* A copy that is queued on a stream at a tick, its side of the host pinned. */
static void take_off(void *memory, u64 bytes, int to_host, int stream, unsigned tick) {
    if (to_host) {
        land_before(memory, bytes, stream);
        memset(memory, 0xee, bytes);
    }
    if (flight_count == flight_room) flights = realloc(flights, (size_t)(flight_room = 2 * flight_room + 64) * sizeof(struct flight));
    flights[flight_count++] = (struct flight){memory, bytes, to_host, stream, tick, to_host ? 0 : hash(memory, bytes)};
}

/* The host has learnt that more is done. */
static void learn(const struct clock *clock) {
    join(&host, clock);
    int kept = 0;
    for (int i = 0; i < flight_count; i++) {
        if (is_behind(&host, flights[i].stream, flights[i].tick)) land(&flights[i]);
        else flights[kept++] = flights[i];
    }
    flight_count = kept;
    kept = 0;
    for (int i = 0; i < outside.count; i++) {
        if (!is_behind(&host, outside.list[i].stream, outside.list[i].tick)) outside.list[kept++] = outside.list[i];
    }
    outside.count = kept;
}

static int is_in_flight(const struct block *memory) {
    for (int i = 0; i < flight_count; i++) {
        if (is_over(&flights[i], memory->address, memory->bytes)) return 1;
    }
    return 0;
}
