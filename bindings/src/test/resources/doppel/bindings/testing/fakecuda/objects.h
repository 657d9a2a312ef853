/* Handles: what they stand for, and whether it is still there. */

enum kind { CONTEXT = 1, STREAM, EVENT, MODULE, FUNCTION, GRAPH, EXEC, POOL, KINDS };
static const char *names[KINDS] = {"", "context", "stream", "event", "module", "function", "graph", "exec", "pool"};
#define MOST 8192
#define STREAMS 64

/* How much of each stream's work is behind: numbers of pieces of work, by stream. */
struct clock {
    unsigned at[STREAMS];
};

/* A piece of device memory, from an address on. A kernel's argument says where, but neither how much nor what for. */
enum how { READS, WRITES, USES };
struct access {
    u64 from, bytes;
    enum how how;
};

#define MOST_ACCESSES 48

/* One piece of work: the type of a graph's node, what it touches, and the function that it runs, if any. */
#define MOST_SHARED 232448

enum work_type { KERNEL_NODE = 0, COPY_NODE = 1, FILL_NODE = 2, GRAPH_NODE = 4 };
struct work {
    enum work_type type;
    u64 function;
    int count;
    struct access accesses[MOST_ACCESSES];
    void *host; /* of a copy: its side of it, if pinned */
    u64 host_bytes;
    int to_host;
};

struct object {
    int alive;
    int owner;     /* function: module; event: graph it was recorded into, or 0 */
    int capturing; /* stream: what is queued on it is recorded */
    int recorded;  /* event: at all */
    int loaded;    /* function: is on the card, so that a capture may launch it */
    unsigned shared; /* function: most dynamic shared memory of a launch */
    struct clock clock; /* event: what is behind it */
    struct work *nodes; /* graph, exec */
    int count, room;
    char name[64];
};
static struct object objects[KINDS][MOST];
static int counts[KINDS];

static u64 handle_of(enum kind kind, int id) { return 0xfa000000ull + ((u64)kind << 16) + (u64)id; }

static u64 create(enum kind kind) {
    if (counts[kind] == MOST - 1) {
        write_down("\n! more than %d of kind %s\n", MOST - 1, names[kind]);
        abort();
    }
    int id = ++counts[kind];
    free(objects[kind][id].nodes);
    memset(&objects[kind][id], 0, sizeof objects[kind][id]);
    objects[kind][id].alive = 1;
    return handle_of(kind, id);
}

static int id_of(enum kind kind, u64 handle) {
    u64 base = handle_of(kind, 0);
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

static __thread u64 current; /* context */

#define NEEDS_CONTEXT \
    if (find(CONTEXT, current) == NULL) return breach(INVALID_CONTEXT, "no context is current on this thread")
#define NEEDS(kind, handle) \
    if (find(kind, (u64)(handle)) == NULL) return breach(INVALID_HANDLE, "use of what is not there")
