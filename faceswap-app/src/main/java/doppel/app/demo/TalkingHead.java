package doppel.app.demo;

import doppel.app.face.Landmarks;
import doppel.app.image.Frame;
import java.util.Objects;

/**
 * A clip of an invented person who turns, blinks and talks, drawn by this package alone: every picture, every point and
 * every sample of the sound follows from the person's numbers, and is the same in every run. An instance keeps scratch
 * memory and belongs to one thread; two instances of the same person give the same pictures.
 */
public final class TalkingHead {
    /** In pixels. */
    public static final int WIDTH = 480;

    /** In pixels. */
    public static final int HEIGHT = 360;

    /** Frames per second. */
    public static final int FPS = 25;

    /** Samples of the sound per second. */
    public static final int SAMPLE_RATE = 44_100;

    private static final int SAMPLES = 2;

    private final Person person;
    private final int frames;
    private final Speech speech;
    private final Performance performance;
    private final Truth truth;
    private final Figure figure;
    private final Canvas canvas;
    private final float[] wall;

    private TalkingHead(Person person, int frames) {
        if (frames < 1) throw new IllegalArgumentException("talking head: at least 1 frame wanted, got " + frames);
        this.person = person;
        this.frames = frames;
        double seconds = (double) frames / FPS;
        speech = new Speech(person.seed(), seconds);
        performance = new Performance(person, speech);
        FaceMap map = new FaceMap(person);
        HeadShape shape = new HeadShape(person);
        truth = new Truth(person, map, shape);
        figure = new Figure(person, map, shape);
        canvas = new Canvas(
                SAMPLES * WIDTH, SAMPLES * HEIGHT, Camera.of(WIDTH, HEIGHT).samples(SAMPLES));
        wall = Backdrop.paint(person, canvas.width, canvas.height);
    }

    /** A young woman with freckles, copper hair to the shoulders and green eyes. */
    public static TalkingHead mira(int frames) {
        return new TalkingHead(Person.mira(), frames);
    }

    /** A man past fifty with a broad jaw, a short grizzled beard and dark eyes. */
    public static TalkingHead tomas(int frames) {
        return new TalkingHead(Person.tomas(), frames);
    }

    /** How many frames the clip has. */
    public int frames() {
        return frames;
    }

    /**
     * Draws frame {@code i}, counted from 0.
     *
     * @throws IndexOutOfBoundsException if the clip has no such frame
     */
    public Frame frame(int i) {
        double t = time(i);
        canvas.clear(wall);
        figure.draw(canvas, performance.face(t), performance.pose(t), performance.light(t));
        return Film.develop(canvas, SAMPLES);
    }

    /**
     * The exact points of the face in frame {@code i}, in pixels whose centres lie at whole numbers.
     *
     * @throws IndexOutOfBoundsException if the clip has no such frame
     */
    public Landmarks landmarks(int i) {
        double t = time(i);
        return truth.at(performance.face(t), performance.pose(t), Camera.of(WIDTH, HEIGHT));
    }

    /**
     * The sound of the whole clip: one channel of 16 bits at {@link #SAMPLE_RATE}, {@code frames * SAMPLE_RATE / FPS}
     * samples, in time with the mouth.
     */
    public short[] sound() {
        return new Babble(speech, person.voice(), person.seed()).samples(frames * (SAMPLE_RATE / FPS));
    }

    private double time(int i) {
        return (double) Objects.checkIndex(i, frames) / FPS;
    }

    @Override
    public String toString() {
        return "talking head %d, %d frames".formatted(person.seed(), frames);
    }
}
