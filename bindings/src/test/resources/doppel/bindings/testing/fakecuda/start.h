/* Start, cards, the primary context. */

static u64 primary;
static int retained;

/* The host has waited for everything. */
static void learn_all(void) {
    for (int i = 0; i < STREAMS; i++) learn(&clocks[i]);
}

EXPORT CUresult cuInit(unsigned flags) {
    CALL(" %u", flags);
    return cards == 0 ? answer(NO_DEVICE) : end();
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
    learn_all();
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
