/* Streams and events. */

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
    if (is_of_capture(find(STREAM, stream))) return breach(CAPTURE_UNSUPPORTED, "the stream is captured");
    find(STREAM, stream)->alive = 0;
    return end();
}

EXPORT CUresult cuStreamSynchronize(u64 stream) {
    CALL(" %s", show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (is_of_capture(find(STREAM, stream))) return breach(CAPTURE_UNSUPPORTED, "the stream is captured");
    FORBIDDEN_IN_CAPTURE;
    learn(&clocks[slot(stream)]);
    return end();
}

EXPORT CUresult cuStreamQuery(u64 stream) {
    CALL(" %s", show(STREAM, stream));
    NEEDS(STREAM, stream);
    if (is_of_capture(find(STREAM, stream))) return breach(CAPTURE_UNSUPPORTED, "the stream is captured");
    FORBIDDEN_IN_CAPTURE;
    learn(&clocks[slot(stream)]);
    return end();
}

EXPORT CUresult cuStreamWaitEvent(u64 stream, u64 event, unsigned flags) {
    CALL(" %s %s %u", show(STREAM, stream), show(EVENT, event), flags);
    NEEDS(STREAM, stream);
    NEEDS(EVENT, event);
    struct object *s = find(STREAM, stream), *e = find(EVENT, event);
    if (e->owner) {
        if (!origin || e->owner != recording) return breach(CAPTURED_EVENT, "the event was recorded into a graph");
        s->capturing = 1;
        join(&captured[slot(stream)], &e->clock);
    } else if (e->recorded) {
        if (s->capturing) {
            invalidated = 1;
            return breach(CAPTURE_ISOLATION, "a captured stream waits for an event from outside");
        }
        join(&clocks[slot(stream)], &e->clock);
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
    e->owner = find(STREAM, stream)->capturing ? recording : 0;
    e->clock = e->owner ? captured[slot(stream)] : clocks[slot(stream)];
    if (!e->owner) join(&e->clock, &host);
    return end();
}

static CUresult event_passed(u64 event) {
    NEEDS(EVENT, event);
    struct object *e = find(EVENT, event);
    if (is_of_capture(e)) return breach(CAPTURE_UNSUPPORTED, "the event is of a capture under way");
    if (e->owner) return breach(CAPTURED_EVENT, "the event was recorded into a graph");
    FORBIDDEN_IN_CAPTURE;
    if (e->recorded) learn(&e->clock);
    return end();
}

EXPORT CUresult cuEventQuery(u64 event) {
    CALL(" %s", show(EVENT, event));
    return event_passed(event);
}

EXPORT CUresult cuEventSynchronize(u64 event) {
    CALL(" %s", show(EVENT, event));
    return event_passed(event);
}

EXPORT CUresult cuEventElapsedTime(float *millis, u64 start, u64 stop) {
    CALL(" %s %s", show(EVENT, start), show(EVENT, stop));
    NEEDS(EVENT, start);
    NEEDS(EVENT, stop);
    struct object *first = find(EVENT, start), *last = find(EVENT, stop);
    if (!first->recorded || !last->recorded) return breach(INVALID_HANDLE, "an event was never recorded");
    if (first->owner || last->owner) return breach(CAPTURED_EVENT, "an event was recorded into a graph");
    *millis = 1.5f;
    return end();
}
