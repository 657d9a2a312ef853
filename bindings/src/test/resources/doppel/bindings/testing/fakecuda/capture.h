/* The capture under way, and where work goes: into its graph, or to the card. */

static int origin;       /* stream that is captured */
static int recording;    /* graph being recorded */
static int invalidated;
static int capture_mode; /* 0 global, 1 this thread, 2 relaxed */
static __thread int captures_here;
static __thread int thread_mode;
static struct uses inside;              /* of the work recorded */
static struct clock captured[STREAMS];  /* as clocks, within the graph */

/* What a thread must not do while there is a capture. */
static int is_forbidden(void) {
    if (!origin || capture_mode == 2 || thread_mode == 2) return 0;
    if (!captures_here && (capture_mode == 1 || thread_mode == 1)) return 0;
    invalidated = 1;
    return 1;
}

#define FORBIDDEN_IN_CAPTURE \
    if (is_forbidden()) return breach(CAPTURE_UNSUPPORTED, "not allowed while this thread captures")

/* Waiting for, or asking about, what is recorded and never runs: on no thread. */
static int is_of_capture(const struct object *stream_or_event) {
    int of_it = stream_or_event->capturing || (origin && stream_or_event->owner == recording);
    if (of_it) invalidated = 1;
    return of_it;
}

static const char *fault; /* why work was refused */

static void append(struct object *graph, const struct work *work) {
    if (graph->count == graph->room) graph->nodes = realloc(graph->nodes, (size_t)(graph->room = 2 * graph->room + 64) * sizeof(struct work));
    graph->nodes[graph->count++] = *work;
}

static int check_memory(const struct work *work) {
    for (int i = 0; i < work->count; i++) {
        if (is_allocated(&work->accesses[i])) continue;
        fault = work->type == COPY_NODE   ? "copy of memory that is not allocated"
                : work->type == FILL_NODE ? "fill of memory that is not allocated"
                                          : "an argument points to memory that is not allocated";
        return work->type == KERNEL_NODE ? ILLEGAL_ADDRESS : INVALID_VALUE;
    }
    return 0;
}

static int check_order(struct uses *uses, const struct work *work, const struct clock *clock, int stream) {
    static char why[160];
    for (int i = 0; i < work->count; i++) {
        struct use *other = rival(uses, &work->accesses[i], clock);
        if (other == NULL) continue;
        snprintf(why, sizeof why, "%s is used by stream%d and stream%d, and neither waits for the other",
                show_address(work->accesses[i].from), other->stream, stream);
        fault = why;
        return LAUNCH_FAILED;
    }
    return 0;
}

static void add_uses(struct uses *uses, const struct work *work, int stream, unsigned tick) {
    for (int i = 0; i < work->count; i++) add_use(uses, &work->accesses[i], stream, tick);
}

static int record_work(const struct work *work, int stream) {
    if (work->function && !find(FUNCTION, work->function)->loaded) {
        invalidated = 1;
        fault = "a capture meets a kernel that is not loaded yet";
        return CAPTURE_UNSUPPORTED;
    }
    if (work->type == COPY_NODE && work->host_bytes && pinned_at(work->host) == NULL) {
        fault = "a recorded copy needs pinned memory";
        return INVALID_VALUE;
    }
    int status = check_order(&inside, work, &captured[stream], stream);
    if (status) return status;
    add_uses(&inside, work, stream, ++captured[stream].at[stream]);
    append(&objects[GRAPH][recording], work);
    return 0;
}

static int run_work(const struct work *work, int stream, unsigned tick) {
    int status = check_order(&outside, work, &clocks[stream], stream);
    if (status) return status;
    add_uses(&outside, work, stream, tick);
    if (!work->host_bytes) return 0;
    if (pinned_at(work->host)) take_off(work->host, work->host_bytes, work->to_host, stream, tick);
    else if (work->to_host) memset(work->host, 0, work->host_bytes); /* a copy to pageable memory waits */
    return 0;
}

static unsigned next_tick(int stream) {
    join(&clocks[stream], &host);
    return ++clocks[stream].at[stream];
}

/* Queues work on a stream: a status, with its reason in fault. */
static int submit(const struct work *work, u64 handle) {
    int stream = slot(handle);
    int status = check_memory(work);
    if (status) return status;
    if (find(STREAM, handle)->capturing) return record_work(work, stream);
    if (work->function) find(FUNCTION, work->function)->loaded = 1;
    return run_work(work, stream, next_tick(stream));
}

/* Runs a whole graph as one piece of work. */
static int submit_graph(const struct object *exec, u64 handle) {
    int stream = slot(handle);
    join(&clocks[stream], &host);
    unsigned tick = clocks[stream].at[stream] + 1;
    for (int i = 0; i < exec->count; i++) {
        const struct work *work = &exec->nodes[i];
        if (work->function && find(FUNCTION, work->function) == NULL) {
            fault = "the graph runs a kernel whose module was unloaded";
            return INVALID_HANDLE;
        }
        if (work->host_bytes && pinned_at(work->host) == NULL) {
            fault = "the graph copies pinned memory that was freed";
            return ILLEGAL_ADDRESS;
        }
        if (check_memory(work)) {
            fault = "the graph uses memory that was freed";
            return ILLEGAL_ADDRESS;
        }
    }
    clocks[stream].at[stream] = tick; /* its own nodes come after each other as they were recorded */
    for (int i = 0; i < exec->count; i++) {
        int status = run_work(&exec->nodes[i], stream, tick);
        if (status) return status;
    }
    return 0;
}
