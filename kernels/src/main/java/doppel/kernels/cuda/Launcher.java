package doppel.kernels.cuda;

import org.jspecify.annotations.Nullable;

/** Runs our kernels one behind the other: a stream of a device, or the emulation that tests use. */
public interface Launcher {
    /**
     * Puts a kernel behind what was launched before. Arguments are copied before this returns.
     *
     * @param arguments one per parameter; see {@link PackedArguments#write}
     * @throws IllegalArgumentException if the arguments do not fit
     */
    void launch(LaunchDescriptor kernel, LaunchGeometry geometry, @Nullable Object... arguments);

    /** Number of multiprocessors, for kernels that share work out in one wave. */
    int multiprocessors();
}
