/* Modules, functions, launches. */

/* What cuKernelGetFunction gives NVIDIA's own libraries: nothing is known of it. */
#define FOREIGN 0xfb000001ull

static CUresult load(u64 *module, const char *image) {
    if (image[0] == 0) return answer(INVALID_IMAGE);
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
        return answer(INVALID_PTX);
    }
    return load(module, image);
}

EXPORT CUresult cuModuleUnload(u64 module) {
    CALL(" %s", show(MODULE, module));
    NEEDS(MODULE, module);
    FORBIDDEN_IN_CAPTURE;
    find(MODULE, module)->alive = 0;
    for (int i = 1; i <= counts[FUNCTION]; i++) {
        if (objects[FUNCTION][i].owner == id_of(MODULE, module)) objects[FUNCTION][i].alive = 0;
    }
    return end();
}

EXPORT CUresult cuModuleGetFunction(u64 *function, u64 module, const char *name) {
    CALL(" %s %s", show(MODULE, module), name);
    NEEDS(MODULE, module);
    if (strcmp(name, "missing") == 0) return answer(NOT_FOUND);
    *function = create(FUNCTION);
    struct object *f = find(FUNCTION, *function);
    f->owner = id_of(MODULE, module);
    f->shared = 48 << 10;
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
    if (attribute == 8 && value > MOST_SHARED) return breach(INVALID_VALUE, "more shared memory than a block can have");
    if (attribute == 8) find(FUNCTION, function)->shared = (unsigned)value;
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
    find(FUNCTION, function)->loaded = 1;
    return end();
}

EXPORT CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, u64 function, int threads, u64 shared) {
    CALL(" %s %d %llu", show(FUNCTION, function), threads, (unsigned long long)shared);
    NEEDS(FUNCTION, function);
    *blocks = 2048 / threads;
    return end();
}

/* Writes the packed arguments, addresses by name and all else in words of four bytes, and takes note of the addresses. */
static void take_arguments(void **extra, struct work *work) {
    const unsigned char *buffer = NULL;
    u64 bytes = 0;
    for (int i = 0; extra != NULL && (u64)extra[i] != 0; i += 2) {
        if ((u64)extra[i] == 1) buffer = extra[i + 1];
        if ((u64)extra[i] == 2) bytes = *(u64 *)extra[i + 1];
    }
    write_down(" (");
    for (u64 at = 0; at < bytes;) {
        u64 word = 0;
        if (at % 8 == 0 && at + 8 <= bytes) memcpy(&word, buffer + at, 8);
        if (at > 0) write_down(" ");
        if (is_like_an_address(word)) {
            write_down("%s", show_address(word));
            if (work->count < MOST_ACCESSES) work->accesses[work->count++] = (struct access){word, 1, USES};
            at += 8;
        } else {
            unsigned half = 0;
            memcpy(&half, buffer + at, bytes - at < 4 ? bytes - at : 4);
            write_down("%x", half);
            at += 4;
        }
    }
    write_down(")");
}

static CUresult launch(u64 function, const unsigned *grid, const unsigned *block, unsigned shared, u64 stream, void **parameters,
        void **extra) {
    struct work work = {.type = KERNEL_NODE};
    if (function != FOREIGN) {
        NEEDS(FUNCTION, function);
        struct object *f = find(FUNCTION, function);
        work.function = function;
        if (parameters != NULL && extra != NULL) return breach(INVALID_VALUE, "arguments in both forms");
        if (shared > f->shared) return breach(INVALID_VALUE, "more dynamic shared memory than was allowed for");
    }
    NEEDS(STREAM, stream);
    if (!grid[0] || !grid[1] || !grid[2] || grid[1] > 65535 || grid[2] > 65535) return breach(INVALID_VALUE, "the grid is too large");
    if (!block[0] || !block[1] || !block[2] || block[2] > 64 || (u64)block[0] * block[1] * block[2] > 1024)
        return breach(INVALID_VALUE, "the block is too large");
    take_arguments(extra, &work);
    return submitted(&work, stream);
}

EXPORT CUresult cuLaunchKernel(u64 function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
        unsigned shared, u64 stream, void **parameters, void **extra) {
    CALL(" %s %s grid %u %u %u block %u %u %u shared %u %s", show(FUNCTION, function),
            find(FUNCTION, function) ? find(FUNCTION, function)->name : "?", gx, gy, gz, bx, by, bz, shared, show(STREAM, stream));
    unsigned grid[3] = {gx, gy, gz}, block[3] = {bx, by, bz};
    return launch(function, grid, block, shared, stream, parameters, extra);
}

struct launch_config {
    unsigned grid[3], block[3], shared;
    u64 stream;
};

EXPORT CUresult cuLaunchKernelEx(const struct launch_config *c, u64 function, void **parameters, void **extra) {
    CALL(" %s grid %u %u %u block %u %u %u shared %u %s", show(FUNCTION, function), c->grid[0], c->grid[1], c->grid[2], c->block[0],
            c->block[1], c->block[2], c->shared, show(STREAM, c->stream));
    return launch(function, c->grid, c->block, c->shared, c->stream, parameters, extra);
}
