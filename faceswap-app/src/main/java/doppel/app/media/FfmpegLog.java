package doppel.app.media;

import java.util.ArrayDeque;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * FFmpeg's error lines, kept instead of printed, for the messages of exceptions. What FFmpeg logs on threads of its own
 * is dropped.
 */
final class FfmpegLog extends LogCallback {
    private static final int MOST_LINES = 4;
    private static final Pattern CONTEXT = Pattern.compile("^(\\[[^]]* @ 0x[0-9a-f]+] *)+");
    private static final ThreadLocal<ArrayDeque<String>> LINES = ThreadLocal.withInitial(ArrayDeque::new);

    @Override
    public void call(int level, BytePointer message) {
        if (level > avutil.AV_LOG_ERROR) return;
        String line = CONTEXT.matcher(message.getString().strip()).replaceFirst("");
        if (line.isEmpty()) return;
        ArrayDeque<String> lines = LINES.get();
        if (line.equals(lines.peekLast())) return;
        if (lines.size() == MOST_LINES) lines.removeFirst();
        lines.addLast(line);
    }

    /** Forgets what this thread heard. */
    static void clear() {
        LINES.get().clear();
    }

    /** What this thread heard since {@link #clear}, separated by semicolons; may be empty. */
    static String heard() {
        return String.join("; ", LINES.get());
    }
}
