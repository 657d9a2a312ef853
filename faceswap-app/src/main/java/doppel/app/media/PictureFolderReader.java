package doppel.app.media;

import doppel.app.image.Codec;
import doppel.app.image.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Picture files as the frames of a clip, in the order of their names; numbers in names count as numbers. */
final class PictureFolderReader implements VideoReader {
    private static final Pattern PICTURE = Pattern.compile(".*\\.(png|jpe?g|bmp|webp)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Rational RATE = new Rational(25, 1);

    private final List<Path> pictures;
    private final VideoInfo info;
    private int next;

    private PictureFolderReader(List<Path> pictures, Frame first) {
        this.pictures = pictures;
        info = new VideoInfo(
                first.width(),
                first.height(),
                RATE,
                pictures.size() / RATE.value(),
                pictures.size(),
                false,
                "pictures",
                Rational.ONE,
                ColorTags.usualFor(first.width(), first.height()));
    }

    /** A folder, or one picture. */
    static PictureFolderReader open(Path source) throws IOException {
        List<Path> pictures;
        if (Files.isDirectory(source)) {
            try (Stream<Path> files = Files.list(source)) {
                pictures = files.filter(PictureFolderReader::isPicture)
                        .filter(Files::isRegularFile)
                        .sorted(Comparator.comparing(PictureFolderReader::sortKey))
                        .toList();
            }
            if (pictures.isEmpty()) {
                throw new IOException(source
                        + ": is a folder without pictures, wanted a clip or .png, .jpg, .bmp or .webp" + " files");
            }
        } else {
            pictures = List.of(source);
        }
        return new PictureFolderReader(pictures, Codec.read(pictures.getFirst()));
    }

    static boolean isPicture(Path file) {
        return PICTURE.matcher(name(file).toLowerCase(Locale.ROOT)).matches();
    }

    /** Pads every number to the same width, so that 2 comes before 10. */
    private static String sortKey(Path file) {
        return NUMBER.matcher(name(file))
                .replaceAll(number -> Matcher.quoteReplacement(
                        "0".repeat(Math.max(0, 20 - number.group().length())) + number.group()));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public VideoInfo info() {
        return info;
    }

    @Override
    public @Nullable VideoFrame next() throws IOException {
        if (next == pictures.size()) return null;
        Frame picture = Codec.read(pictures.get(next));
        if (picture.width() != info.width() || picture.height() != info.height()) {
            throw new IOException("%s: is %d x %d pixels, wanted %d x %d as the pictures before it"
                    .formatted(pictures.get(next), picture.width(), picture.height(), info.width(), info.height()));
        }
        return new VideoFrame(picture, next, next++ / RATE.value());
    }

    @Override
    public int damaged() {
        return 0;
    }

    @Override
    public void close() {
        next = pictures.size();
    }
}
