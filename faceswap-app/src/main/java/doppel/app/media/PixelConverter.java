package doppel.app.media;

import doppel.app.image.Frame;
import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Pictures between FFmpeg's formats and our BGR, with the matrix and range that a clip names. Both ways use the same
 * matrix, range and filter for colour at half resolution, so what is read and written again keeps its colours.
 */
final class PixelConverter implements AutoCloseable {
    /** Exact arithmetic and colour interpolated at full resolution instead of repeated. */
    private static final int FLAGS = swscale.SWS_BICUBIC
            | swscale.SWS_ACCURATE_RND
            | swscale.SWS_FULL_CHR_H_INT
            | swscale.SWS_FULL_CHR_H_INP
            | swscale.SWS_BITEXACT;

    private static final int ALIGNMENT = 64;
    private static final int ONE = 1 << 16;

    /** What a scaling context was made for. */
    private record Plan(
            int width,
            int height,
            int format,
            int toWidth,
            int toHeight,
            int toFormat,
            int matrix,
            boolean fullRange) {}

    private final NativeLedger.Ticket ticket = NativeLedger.open("ffmpeg pixel converter", "");
    private final AVFrame bgr = avutil.av_frame_alloc();
    private @Nullable Plan plan;
    private @Nullable SwsContext context;
    private boolean closed;

    /** A decoded picture as BGR, scaled to the size wanted if it has another. */
    Frame toBgr(AVFrame x, int width, int height, ColorTags color) throws IOException {
        int matrix = color.effectiveMatrix(x.width(), x.height());
        SwsContext sws = contextFor(new Plan(
                x.width(), x.height(), x.format(), width, height, avutil.AV_PIX_FMT_BGR24, matrix, color.fullRange()));
        allocate(bgr, width, height, avutil.AV_PIX_FMT_BGR24);
        scale(sws, x, bgr);
        Frame frame = new Frame(width, height);
        try (BytePointer data = bgr.data(0)) {
            int stride = bgr.linesize(0);
            for (int y = 0; y < height; y++)
                data.position((long) y * stride).get(frame.bgr(), y * width * 3, width * 3);
        }
        return frame;
    }

    /**
     * A BGR picture in the format and size of {@code y}, whose buffers exist. A row or column that {@code y} has more
     * repeats the last one.
     */
    void fromBgr(Frame x, AVFrame y, ColorTags color) throws IOException {
        int width = y.width();
        int height = y.height();
        int matrix = color.effectiveMatrix(x.width(), x.height());
        SwsContext sws = contextFor(
                new Plan(width, height, avutil.AV_PIX_FMT_BGR24, width, height, y.format(), matrix, color.fullRange()));
        allocate(bgr, width, height, avutil.AV_PIX_FMT_BGR24);
        int rowBytes = x.width() * 3;
        try (BytePointer data = bgr.data(0)) {
            int stride = bgr.linesize(0);
            for (int row = 0; row < height; row++) {
                int source = Math.min(row, x.height() - 1) * rowBytes;
                data.position((long) row * stride).put(x.bgr(), source, rowBytes);
                for (int column = x.width(); column < width; column++) {
                    data.position((long) row * stride + column * 3L).put(x.bgr(), source + rowBytes - 3, 3);
                }
            }
        }
        scale(sws, bgr, y);
    }

    private static void allocate(AVFrame frame, int width, int height, int format) throws IOException {
        if (frame.width() == width && frame.height() == height && frame.format() == format) return;
        avutil.av_frame_unref(frame);
        frame.width(width).height(height).format(format);
        Ffmpeg.check(
                avutil.av_frame_get_buffer(frame, ALIGNMENT), "picture of %d x %d pixels".formatted(width, height));
    }

    private static void scale(SwsContext sws, AVFrame from, AVFrame to) throws IOException {
        try (PointerScope _ = new PointerScope()) {
            int rows = swscale.sws_scale(sws, from.data(), from.linesize(), 0, from.height(), to.data(), to.linesize());
            Ffmpeg.check(rows, "conversion of a picture");
        }
    }

    private SwsContext contextFor(Plan wanted) throws IOException {
        if (context != null && wanted.equals(plan)) return context;
        freeContext();
        SwsContext made = swscale.sws_getContext(
                wanted.width,
                wanted.height,
                wanted.format,
                wanted.toWidth,
                wanted.toHeight,
                wanted.toFormat,
                FLAGS,
                null,
                null,
                (DoublePointer) null);
        if (made == null) throw new IOException("conversion of a picture: not supported by FFmpeg: " + wanted);
        context = made;
        plan = wanted;
        int range = wanted.fullRange ? 1 : 0;
        try (PointerScope _ = new PointerScope()) {
            IntPointer matrix = swscale.sws_getCoefficients(wanted.matrix); // SWS_CS_… are the code points of H.273
            swscale.sws_setColorspaceDetails(made, matrix, range, matrix, range, 0, ONE, ONE);
        }
        return made;
    }

    private void freeContext() {
        if (context != null) swscale.sws_freeContext(context);
        context = null;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        freeContext();
        avutil.av_frame_free(bgr);
        ticket.close();
    }
}
