package doppel.kernels.cuda;

/**
 * How many threads run a kernel and what they share.
 *
 * @param gridX blocks, at most 2^31 - 1; y and z at most 65535
 * @param blockX threads of a block; at most 1024 in all, z at most 64
 * @param sharedBytes dynamic shared memory of a block; more than 48 KB must be allowed for by the driver's attribute
 */
public record LaunchGeometry(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int sharedBytes) {
    /** Threads of a block unless a kernel says otherwise. */
    public static final int THREADS = 256;

    /** Shared memory that every device from sm_80 on can give to one block. */
    public static final int MOST_SHARED_BYTES = 99 * 1024;

    public LaunchGeometry {
        boolean fits = gridX >= 1
                && gridY >= 1
                && gridY <= 65_535
                && gridZ >= 1
                && gridZ <= 65_535
                && blockX >= 1
                && blockY >= 1
                && blockZ >= 1
                && blockZ <= 64
                && (long) blockX * blockY * blockZ <= 1024
                && sharedBytes >= 0
                && sharedBytes <= MOST_SHARED_BYTES;
        if (!fits) {
            throw new IllegalArgumentException("launch: grid %d x %d x %d, block %d x %d x %d, %d bytes shared"
                    .formatted(gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes));
        }
    }

    /** {@link #THREADS} threads a block and as many blocks as {@code items} need, {@code perThread} a thread. */
    static LaunchGeometry over(long items, int perThread) {
        return line(ceil(items, (long) THREADS * perThread), THREADS);
    }

    /** A row of blocks. */
    static LaunchGeometry line(long blocks, int threads) {
        return new LaunchGeometry(Math.toIntExact(blocks), 1, 1, threads, 1, 1, 0);
    }

    /** Blocks and threads in a plane. */
    static LaunchGeometry plane(long gridX, long gridY, int blockX, int blockY) {
        return new LaunchGeometry(Math.toIntExact(gridX), Math.toIntExact(gridY), 1, blockX, blockY, 1, 0);
    }

    LaunchGeometry withGridZ(long gridZ) {
        return new LaunchGeometry(gridX, gridY, Math.toIntExact(gridZ), blockX, blockY, blockZ, sharedBytes);
    }

    LaunchGeometry withShared(long bytes) {
        return new LaunchGeometry(gridX, gridY, gridZ, blockX, blockY, blockZ, Math.toIntExact(bytes));
    }

    /** Quotient rounded up. */
    static long ceil(long items, long each) {
        return (items + each - 1) / each;
    }
}
