/* Memory of the card, which has addresses but no contents, and pinned memory of the host. */

/* Such that no size or float that stands beside it is taken for an address. */
#define FIRST_ADDRESS 0x7e5700000000ull
#define MOST_BLOCKS 65536

struct block {
    u64 address, bytes;
    int alive;
};
static struct block blocks[MOST_BLOCKS], pinned[MOST];
static int block_count, pinned_count;
static u64 next_address = FIRST_ADDRESS;
static u64 in_use;
static const u64 TOTAL = 80ull << 30;

static struct block *find_block(struct block *list, int count, u64 address) {
    for (int i = count; i-- > 0;) {
        if (address >= list[i].address && address < list[i].address + list[i].bytes) return &list[i];
    }
    return NULL;
}

static struct block *block_at(u64 address) { return find_block(blocks, block_count, address); }

/* Pinned memory that is still there; freed addresses come back, so the newest counts. */
static struct block *pinned_at(const void *address) {
    struct block *block = find_block(pinned, pinned_count, (u64)address);
    return block != NULL && block->alive ? block : NULL;
}

static int is_like_an_address(u64 word) { return word >= FIRST_ADDRESS && word < (next_address | 0xffffffffull); }

static const char *show_address(u64 address) {
    char *out = shown[turn++ % 8];
    struct block *block = block_at(address);
    if (block == NULL) {
        snprintf(out, 64, "bad address");
        return out;
    }
    int at = snprintf(out, 64, "memory%d%s", (int)(block - blocks) + 1, block->alive ? "" : "(dead)");
    if (address != block->address) snprintf(out + at, 64 - (size_t)at, "+%llu", (unsigned long long)(address - block->address));
    return out;
}

static int is_allocated(const struct access *a) {
    struct block *block = block_at(a->from);
    return block != NULL && block->alive && a->from + a->bytes <= block->address + block->bytes;
}

static unsigned hash(const void *data, u64 bytes) {
    unsigned h = 2166136261u;
    for (u64 i = 0; i < bytes; i++) h = (h ^ ((const unsigned char *)data)[i]) * 16777619u;
    return h;
}
