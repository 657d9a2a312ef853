package doppel.app.jobs;

import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.mark.AiMark;
import doppel.app.mark.Marks;
import doppel.app.media.VideoFrame;
import doppel.app.media.VideoReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Frames of several clips side by side: a column per clip, rows spread evenly over the first of them. */
final class ContactSheet {
    private static final int TILE_WIDTH = 320;

    private ContactSheet() {}

    static void write(Path file, List<Path> clips, int rows) throws IOException {
        List<List<Frame>> columns = new ArrayList<>();
        for (Path clip : clips) columns.add(frames(clip, rows));
        int height = columns.getFirst().getFirst().height();
        for (List<Frame> column : columns) {
            for (Frame tile : column) height = Math.min(height, tile.height());
        }
        Frame sheet = new Frame(TILE_WIDTH * columns.size(), height * rows);
        for (int c = 0; c < columns.size(); c++) {
            for (int r = 0; r < columns.get(c).size(); r++) {
                paste(columns.get(c).get(r), sheet, c * TILE_WIDTH, r * height, height);
            }
        }
        Codec.write(file, sheet);
        AiMark.mark(file, Marks.sheet());
    }

    private static List<Frame> frames(Path clip, int rows) throws IOException {
        List<Frame> tiles = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(clip)) {
            long total = Math.max(1, reader.info().estimatedFrames());
            for (VideoFrame frame = reader.next(); frame != null && tiles.size() < rows; frame = reader.next()) {
                if (frame.index() < (2L * tiles.size() + 1) * total / (2L * rows)) continue;
                Frame picture = frame.picture();
                int height = Math.max(1, Math.round((float) TILE_WIDTH * picture.height() / picture.width()));
                tiles.add(Resize.to(picture, TILE_WIDTH, height, Interpolation.AREA));
            }
        }
        if (tiles.isEmpty()) throw new IOException(clip + ": no frames");
        return tiles;
    }

    private static void paste(Frame tile, Frame sheet, int left, int top, int rows) {
        int rowBytes = 3 * tile.width();
        for (int y = 0; y < rows; y++) {
            System.arraycopy(tile.bgr(), y * rowBytes, sheet.bgr(), 3 * ((top + y) * sheet.width() + left), rowBytes);
        }
    }
}
