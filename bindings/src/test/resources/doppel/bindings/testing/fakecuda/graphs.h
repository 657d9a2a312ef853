/* Captures and graphs. */

EXPORT CUresult cuStreamBeginCapture_v2(u64 stream, int mode) {
    CALL(" %s mode %d", show(STREAM, stream), mode);
    NEEDS(STREAM, stream);
    if (origin) return breach(CAPTURE_UNMATCHED, "a capture is under way");
    origin = id_of(STREAM, stream);
    find(STREAM, stream)->capturing = 1;
    recording = id_of(GRAPH, create(GRAPH));
    invalidated = 0;
    captures_here = 1;
    capture_mode = mode;
    memset(captured, 0, sizeof captured);
    inside.count = 0;
    return end();
}

/* Whether all that was recorded comes before the end of the stream that is captured. */
static int is_joined(void) {
    const struct clock *last = &captured[origin % STREAMS];
    for (int i = 1; i <= counts[STREAM]; i++) {
        int s = i % STREAMS;
        if (objects[STREAM][i].capturing && !is_behind(last, s, captured[s].at[s])) return 0;
    }
    return 1;
}

EXPORT CUresult cuStreamEndCapture(u64 stream, u64 *graph) {
    CALL(" %s", show(STREAM, stream));
    if (origin == 0 || id_of(STREAM, stream) != origin) return breach(CAPTURE_UNMATCHED, "it does not capture");
    if (!captures_here) return breach(CAPTURE_WRONG_THREAD, "begun by another thread");
    int joined = is_joined();
    for (int i = 1; i <= counts[STREAM]; i++) objects[STREAM][i].capturing = 0;
    origin = 0;
    captures_here = 0;
    *graph = 0;
    if (invalidated || !joined) objects[GRAPH][recording].alive = 0;
    if (invalidated) return breach(CAPTURE_INVALIDATED, "the capture was spoilt before");
    if (!joined) return breach(CAPTURE_UNJOINED, "a stream that was forked did not come back");
    *graph = handle_of(GRAPH, recording);
    write_down(" -> %s of %d nodes", show(GRAPH, *graph), objects[GRAPH][recording].count);
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
    int old = thread_mode;
    thread_mode = *mode;
    *mode = old;
    return end();
}

static void copy_nodes(struct object *to, const struct object *from) {
    to->count = to->room = from->count;
    to->nodes = realloc(to->nodes, (size_t)(from->count + 1) * sizeof(struct work));
    if (from->count) memcpy(to->nodes, from->nodes, (size_t)from->count * sizeof(struct work));
}

EXPORT CUresult cuGraphInstantiateWithFlags(u64 *exec, u64 graph, u64 flags) {
    CALL(" %s flags %llu", show(GRAPH, graph), (unsigned long long)flags);
    NEEDS(GRAPH, graph);
    FORBIDDEN_IN_CAPTURE;
    *exec = create(EXEC);
    copy_nodes(find(EXEC, *exec), find(GRAPH, graph));
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
    if (is_of_capture(find(STREAM, stream))) return breach(CAPTURE_UNSUPPORTED, "a graph in a graph is not wanted");
    int status = submit_graph(find(EXEC, exec), stream);
    return status ? breach(status, fault) : end();
}

EXPORT CUresult cuGraphExecUpdate_v2(u64 exec, u64 graph, void *result) {
    CALL(" %s %s", show(EXEC, exec), show(GRAPH, graph));
    (void)result;
    NEEDS(EXEC, exec);
    NEEDS(GRAPH, graph);
    struct object *old = find(EXEC, exec), *fresh = find(GRAPH, graph);
    int same = old->count == fresh->count;
    for (int i = 0; same && i < old->count; i++) same = old->nodes[i].type == fresh->nodes[i].type;
    if (!same) return answer(EXEC_UPDATE_FAILURE);
    copy_nodes(old, fresh);
    return end();
}

/* A node's handle: its graph and its place there. */
static const u64 NODES = 0xfc00000000000000ull;

EXPORT CUresult cuGraphGetNodes(u64 graph, u64 *nodes, u64 *count) {
    CALL(" %s", show(GRAPH, graph));
    NEEDS(GRAPH, graph);
    struct object *g = find(GRAPH, graph);
    for (u64 i = 0; nodes != NULL && i < (u64)g->count && i < *count; i++) nodes[i] = NODES | (u64)id_of(GRAPH, graph) << 32 | i;
    *count = (u64)g->count;
    return end();
}

EXPORT CUresult cuGraphNodeGetType(u64 node, int *type) {
    CALL("");
    int graph = node >= NODES ? (int)((node - NODES) >> 32) : 0;
    NEEDS(GRAPH, handle_of(GRAPH, graph));
    *type = objects[GRAPH][graph].nodes[node & 0xffffffffu].type;
    return end();
}

EXPORT CUresult cuGraphDebugDotPrint(u64 graph, const char *file, unsigned flags) {
    CALL(" %s flags %u", show(GRAPH, graph), flags);
    NEEDS(GRAPH, graph);
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
