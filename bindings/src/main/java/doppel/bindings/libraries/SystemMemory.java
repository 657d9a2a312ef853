package doppel.bindings.libraries;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Memory that the system promises and gives page by page, as it is first written to. An {@link Arena} fills what it
 * allocates with zeros, so that all of it is resident at once, and takes no more than Java's heap may have.
 */
public final class SystemMemory {
    /** Where the system has pages of this size for who asks, they spare the processor many searches for an address. */
    private static final long LARGE_PAGE = 2L << 20;

    /** {@code MADV_HUGEPAGE} of Linux. */
    private static final int LARGE_PAGES = 14;

    private SystemMemory() {}

    /**
     * A block with undefined content.
     *
     * @param bytes above 0
     * @param arena frees the block when it is closed
     * @return the block, aligned to 64 bytes; empty if the system refuses
     */
    @SuppressWarnings("restricted") // reinterpret: the block is as long as malloc was asked for, and freed by the arena
    public static Optional<MemorySegment> allocate(long bytes, Arena arena) {
        Functions c = Functions.OF_PROCESS;
        long alignment = bytes < LARGE_PAGE ? 64 : LARGE_PAGE;
        try {
            var raw = (MemorySegment) c.malloc.invokeExact(Math.addExact(bytes, alignment));
            if (raw.address() == 0) return Optional.empty();
            MemorySegment block = raw.reinterpret(bytes + alignment, arena, c::free);
            block = block.asSlice(Math.floorMod(-raw.address(), alignment), bytes);
            if (c.madvise != null && bytes >= LARGE_PAGE) {
                int _ = (int)
                        c.madvise.invokeExact(block, bytes, LARGE_PAGES); // advice: whether it is taken is the same
            }
            return Optional.of(block);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    /** All memory that this machine, or the container that the process runs in, has for programs, in bytes. */
    public static long total() {
        return Machine.BYTES;
    }

    private static final class Machine {
        static final long BYTES = ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private record Functions(
            MethodHandle malloc,
            MethodHandle free,
            @Nullable MethodHandle madvise) {
        static final Functions OF_PROCESS = open();

        @SuppressWarnings("restricted") // downcallHandle: malloc, free and madvise as C and Linux declare them
        private static Functions open() {
            Linker linker = Linker.nativeLinker();
            var symbols = linker.defaultLookup();
            boolean linux = System.getProperty("os.name").equals("Linux"); // others number their advice differently
            return new Functions(
                    linker.downcallHandle(symbols.findOrThrow("malloc"), FunctionDescriptor.of(ADDRESS, JAVA_LONG)),
                    linker.downcallHandle(symbols.findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS)),
                    symbols.find("madvise")
                            .filter(_ -> linux)
                            .map(f -> linker.downcallHandle(
                                    f, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)))
                            .orElse(null));
        }

        void free(MemorySegment block) {
            try {
                free.invokeExact(block);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("a downcall throws nothing checked", e);
            }
        }
    }
}
