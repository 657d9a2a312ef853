package doppel.bindings.cuda;

/** Blocks of a grid, threads of a block, and bytes of memory that a block shares. */
public record LaunchSize(int gridX, int gridY, int gridZ, int blockX, int blockY, int blockZ, int sharedBytes) {
    private static final int MOST_THREADS = 1024;
    private static final int MOST_ROWS = 65_535;

    public LaunchSize {
        boolean valid = gridX >= 1 && gridY >= 1 && gridZ >= 1 && blockX >= 1 && blockY >= 1 && blockZ >= 1;
        valid = valid && gridY <= MOST_ROWS && gridZ <= MOST_ROWS && sharedBytes >= 0;
        if (!valid || (long) blockX * blockY * blockZ > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "launch: grid [%d, %d, %d], wanted at least 1 each and at most %d of the last two; block [%d, %d, %d], wanted at most %d threads; %d shared bytes"
                            .formatted(
                                    gridX, gridY, gridZ, MOST_ROWS, blockX, blockY, blockZ, MOST_THREADS, sharedBytes));
        }
    }

    /** One row of blocks of one row of threads. */
    public static LaunchSize of(int blocks, int threads) {
        return new LaunchSize(blocks, 1, 1, threads, 1, 1, 0);
    }

    @Override
    public String toString() {
        return "grid [%d, %d, %d] block [%d, %d, %d] shared %d"
                .formatted(gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes);
    }
}
