package doppel.app.image;

import doppel.bindings.lifetime.NativeException;
import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.FileStorage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/**
 * A cascade of boosted Haar features that comes inside OpenCV's jar, with no file from outside. One instance belongs to
 * one thread at a time. Source: Viola and Jones, "Rapid object detection using a boosted cascade of simple features",
 * 2001; Lienhart and Maydt, 2002.
 */
public final class Cascade implements AutoCloseable {
    private static final int LARGEST_FILE = 4 << 20;

    private final String name;
    private final CascadeClassifier classifier;
    private final NativeLedger.Ticket ticket;

    /**
     * A place where the cascade fires, in pixels.
     *
     * @param votes how many neighbouring windows agreed, 1 or more
     */
    public record Hit(int x, int y, int width, int height, int votes) {}

    /**
     * How to look.
     *
     * @param scale factor from one window size to the next, above 1
     * @param votes windows that must agree; 0 returns every window as a hit of one vote
     * @param smallest side of the smallest window in pixels
     * @param largest side of the largest window in pixels
     */
    public record Search(double scale, int votes, int smallest, int largest) {
        public Search {
            if (!(scale > 1) || votes < 0 || smallest < 1 || largest < smallest) {
                throw new IllegalArgumentException("cascade search: scale %s, votes %d, windows %d to %d"
                        .formatted(scale, votes, smallest, largest));
            }
        }
    }

    private Cascade(String name, CascadeClassifier classifier) {
        this.name = name;
        this.classifier = classifier;
        ticket = NativeLedger.open("opencv cascade", List.of(name));
    }

    /**
     * Opens a cascade by its name in OpenCV, such as {@code frontalface_default}.
     *
     * @throws IOException if OpenCV's jar holds no such cascade
     * @throws NativeException if OpenCV cannot read it
     */
    public static Cascade open(String name) throws IOException {
        JavaCpp.configure();
        String path = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/haarcascades/haarcascade_" + name
                + ".xml";
        String xml;
        try (InputStream in = Cascade.class.getResourceAsStream(path)) {
            if (in == null) throw new IOException("cascade " + name + ": not in opencv's jar, looked for " + path);
            xml = new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8);
        }
        boolean read = false;
        CascadeClassifier classifier = OpenCv.call("cascade " + name, () -> new CascadeClassifier().retainReference());
        try {
            read = OpenCv.call("cascade " + name, () -> {
                FileStorage storage = new FileStorage(xml, FileStorage.READ | FileStorage.MEMORY);
                return classifier.read(storage.getFirstTopLevelNode());
            });
            if (!read) throw new NativeException("cascade " + name + ": opencv cannot read it");
        } finally {
            if (!read) classifier.releaseReference();
        }
        return new Cascade(name, classifier);
    }

    /**
     * Where the cascade fires in a gray picture.
     *
     * @param gray one channel, 0..1
     * @throws IllegalArgumentException if there are more channels
     */
    public List<Hit> find(FloatImage gray, Search search) {
        if (gray.channels() != 1) throw new IllegalArgumentException("cascade " + name + ": 1 channel wanted, " + gray);
        byte[] bytes = new byte[gray.data().length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Math.round(255 * Math.clamp(gray.data()[i], 0f, 1f));
        return OpenCv.call("cascade " + name, () -> {
            Mat picture = OpenCv.bytes(bytes, gray.width(), gray.height());
            RectVector found = new RectVector();
            IntPointer votes = new IntPointer();
            classifier.detectMultiScale2(
                    picture,
                    found,
                    votes,
                    search.scale(),
                    search.votes(),
                    0,
                    new Size(search.smallest(), search.smallest()),
                    new Size(search.largest(), search.largest()));
            List<Hit> hits = new ArrayList<>();
            for (int i = 0; i < found.size(); i++) {
                Rect r = found.get(i);
                hits.add(new Hit(r.x(), r.y(), r.width(), r.height(), Math.max(1, votes.get(i))));
            }
            return hits;
        });
    }

    @Override
    public void close() {
        if (classifier.isNull()) return;
        classifier.releaseReference();
        ticket.close();
    }

    @Override
    public String toString() {
        return "cascade " + name;
    }
}
