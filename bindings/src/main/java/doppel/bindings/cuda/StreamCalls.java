package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One method per C function we use for streams, events and copies, as in {@link CudaCalls}. */
final class StreamCalls {
    private StreamCalls() {}

    static MemorySegment createStream(int flags, int priority) {
        return CudaCalls.created(
                "cuStreamCreateWithPriority", out -> cuda_h.cuStreamCreateWithPriority(out, flags, priority));
    }

    static void destroyStream(MemorySegment stream) {
        CudaCalls.check(cuda_h.cuStreamDestroy_v2(stream), "cuStreamDestroy_v2");
    }

    static void synchronize(MemorySegment stream) {
        CudaCalls.check(cuda_h.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }

    static boolean isDone(MemorySegment stream) {
        return isReady(cuda_h.cuStreamQuery(stream), "cuStreamQuery");
    }

    static void waitEvent(MemorySegment stream, MemorySegment event) {
        CudaCalls.check(cuda_h.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
    }

    static void copyToDevice(long target, MemorySegment source, long bytes, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuMemcpyHtoDAsync_v2(target, source, bytes, stream), "cuMemcpyHtoDAsync_v2");
    }

    static void copyToHost(MemorySegment target, long source, long bytes, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuMemcpyDtoHAsync_v2(target, source, bytes, stream), "cuMemcpyDtoHAsync_v2");
    }

    static void copy(long target, long source, long bytes, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuMemcpyDtoDAsync_v2(target, source, bytes, stream), "cuMemcpyDtoDAsync_v2");
    }

    static void fillBytes(long target, byte value, long count, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuMemsetD8Async(target, value, count, stream), "cuMemsetD8Async");
    }

    static void fillInts(long target, int value, long count, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuMemsetD32Async(target, value, count, stream), "cuMemsetD32Async");
    }

    static MemorySegment createEvent(int flags) {
        return CudaCalls.created("cuEventCreate", out -> cuda_h.cuEventCreate(out, flags));
    }

    static void destroyEvent(MemorySegment event) {
        CudaCalls.check(cuda_h.cuEventDestroy_v2(event), "cuEventDestroy_v2");
    }

    static void record(MemorySegment event, MemorySegment stream) {
        CudaCalls.check(cuda_h.cuEventRecord(event, stream), "cuEventRecord");
    }

    static void synchronizeEvent(MemorySegment event) {
        CudaCalls.check(cuda_h.cuEventSynchronize(event), "cuEventSynchronize");
    }

    static boolean isEventDone(MemorySegment event) {
        return isReady(cuda_h.cuEventQuery(event), "cuEventQuery");
    }

    static float elapsedMillis(MemorySegment start, MemorySegment end) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_FLOAT);
            CudaCalls.check(cuda_h.cuEventElapsedTime(out, start, end), "cuEventElapsedTime");
            return out.get(JAVA_FLOAT, 0);
        }
    }

    private static boolean isReady(int code, String function) {
        if (code == cuda_h.CUDA_ERROR_NOT_READY()) return false;
        CudaCalls.check(code, function);
        return true;
    }
}
