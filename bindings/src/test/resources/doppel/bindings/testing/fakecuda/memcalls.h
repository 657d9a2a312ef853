/* Memory: allocation, copies, fills. */

EXPORT CUresult cuMemGetInfo_v2(u64 *available, u64 *total) {
    CALL("");
    NEEDS_CONTEXT;
    *available = TOTAL - in_use;
    *total = TOTAL;
    return end();
}

static CUresult allocate(u64 *address, u64 bytes) {
    if (bytes == 0 || bytes > TOTAL - in_use || block_count == MOST_BLOCKS) return answer(OUT_OF_MEMORY);
    blocks[block_count] = (struct block){next_address, bytes, 1};
    *address = next_address;
    next_address += (bytes + 4095) / 4096 * 4096 + 4096;
    in_use += bytes;
    block_count++;
    write_down(" -> %s", show_address(*address));
    return end();
}

static CUresult release(u64 address) {
    struct block *block = block_at(address);
    if (block == NULL || !block->alive || block->address != address) return breach(INVALID_VALUE, "free of what is not allocated");
    struct access whole = {block->address, block->bytes, WRITES};
    forget_uses_of(&outside, &whole); /* a driver waits for them */
    block->alive = 0;
    in_use -= block->bytes;
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
    return release(address);
}

/* In a capture these would become nodes, which other nodes' addresses depend on: not wanted. */
EXPORT CUresult cuMemAllocAsync(u64 *address, u64 bytes, u64 stream) {
    CALL(" %llu %s", (unsigned long long)bytes, show(STREAM, stream));
    NEEDS(STREAM, stream);
    FORBIDDEN_IN_CAPTURE;
    return allocate(address, bytes);
}

EXPORT CUresult cuMemFreeAsync(u64 address, u64 stream) {
    CALL(" %s %s", show_address(address), show(STREAM, stream));
    NEEDS(STREAM, stream);
    FORBIDDEN_IN_CAPTURE;
    return release(address);
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
    if (pinned_count == MOST) return answer(OUT_OF_MEMORY);
    *memory = malloc(bytes);
    memset(*memory, 0xcc, bytes);
    pinned[pinned_count++] = (struct block){(u64)*memory, bytes, 1};
    return end();
}

EXPORT CUresult cuMemFreeHost(void *memory) {
    CALL("");
    NEEDS_CONTEXT;
    FORBIDDEN_IN_CAPTURE;
    struct block *block = pinned_at(memory);
    if (block == NULL || block->address != (u64)memory) return breach(INVALID_VALUE, "free of what is not allocated");
    if (is_in_flight(block)) return breach(ILLEGAL_ADDRESS, "pinned memory is freed while a copy of it may be under way");
    block->alive = 0;
    free(memory);
    return end();
}

static CUresult submitted(const struct work *work, u64 stream) {
    int status = submit(work, stream);
    return status ? breach(status, fault) : end();
}

EXPORT CUresult cuMemcpyHtoDAsync_v2(u64 target, const void *source, u64 bytes, u64 stream) {
    CALL(" %s %llu bytes %08x %s", show_address(target), (unsigned long long)bytes, hash(source, bytes), show(STREAM, stream));
    NEEDS(STREAM, stream);
    struct work work = {COPY_NODE, 0, 1, {{target, bytes, WRITES}}, (void *)source, bytes, 0};
    return submitted(&work, stream);
}

EXPORT CUresult cuMemcpyDtoHAsync_v2(void *target, u64 source, u64 bytes, u64 stream) {
    CALL(" %s %llu bytes %s", show_address(source), (unsigned long long)bytes, show(STREAM, stream));
    NEEDS(STREAM, stream);
    struct work work = {COPY_NODE, 0, 1, {{source, bytes, READS}}, target, bytes, 1};
    return submitted(&work, stream);
}

EXPORT CUresult cuMemcpyDtoDAsync_v2(u64 target, u64 source, u64 bytes, u64 stream) {
    CALL(" %s %s %llu bytes %s", show_address(target), show_address(source), (unsigned long long)bytes, show(STREAM, stream));
    NEEDS(STREAM, stream);
    struct work work = {COPY_NODE, 0, 2, {{target, bytes, WRITES}, {source, bytes, READS}}, NULL, 0, 0};
    return submitted(&work, stream);
}

EXPORT CUresult cuMemsetD8Async(u64 target, unsigned char value, u64 count, u64 stream) {
    CALL(" %s %u times %llu %s", show_address(target), value, (unsigned long long)count, show(STREAM, stream));
    NEEDS(STREAM, stream);
    struct work work = {FILL_NODE, 0, 1, {{target, count, WRITES}}, NULL, 0, 0};
    return submitted(&work, stream);
}

EXPORT CUresult cuMemsetD32Async(u64 target, unsigned value, u64 count, u64 stream) {
    CALL(" %s %u times %llu %s", show_address(target), value, (unsigned long long)count, show(STREAM, stream));
    NEEDS(STREAM, stream);
    struct work work = {FILL_NODE, 0, 1, {{target, 4 * count, WRITES}}, NULL, 0, 0};
    return submitted(&work, stream);
}
