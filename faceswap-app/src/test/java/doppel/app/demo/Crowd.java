package doppel.app.demo;

import doppel.app.face.Landmarks;
import doppel.app.image.Frame;
import java.util.SplittableRandom;

/**
 * Stills of people drawn at random, for teaching and judging finders of landmarks: faces, hair, light, pose and
 * expression all vary. Repeatable by seed.
 */
public final class Crowd {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    private final SplittableRandom random;
    private final Person person;
    private final Truth truth;
    private final Figure figure;
    private final Canvas canvas;
    private final float[] wall;

    /** One picture and the points of its face. */
    public record Still(Frame frame, Landmarks truth) {}

    /** The stills of one person. */
    public Crowd(long seed) {
        random = new SplittableRandom(seed);
        person = person((int) seed);
        FaceMap map = new FaceMap(person);
        HeadShape shape = new HeadShape(person);
        truth = new Truth(person, map, shape);
        figure = new Figure(person, map, shape);
        canvas = new Canvas(WIDTH, HEIGHT, Camera.of(WIDTH, HEIGHT));
        wall = Backdrop.paint(person, WIDTH, HEIGHT);
    }

    /** The next picture of this person. */
    public Still next() {
        Pose pose = new Pose(
                Math.toRadians(between(-32, 32)),
                Math.toRadians(between(-17, 17)),
                Math.toRadians(spread(9)),
                between(-2.5, 2.5),
                between(-1, 1.5),
                between(-12, 6));
        boolean blinks = random.nextDouble() < 0.15;
        Expression face = new Expression(
                random.nextDouble() < 0.35 ? between(0, 0.02) : between(0, 0.2),
                between(-1, 1),
                between(0, 0.9),
                between(-1, 1),
                blinks ? between(0, 0.5) : between(0.75, 1.08),
                between(-0.35, 0.35) - 0.5 * Math.sin(pose.yaw()),
                between(-0.2, 0.2) - 0.5 * Math.sin(pose.pitch()));
        Person.Scene s = person.scene();
        Person.Scene lit = new Person.Scene(
                between(-1.1, 1.1),
                between(-0.2, 1.1),
                between(0.45, 1.1),
                s.key(),
                s.sky(),
                s.ground(),
                s.wall(),
                s.glow());
        canvas.clear(wall);
        figure.draw(canvas, face, pose, Light.of(lit, 0, between(0.4, 1.2)));
        return new Still(Film.develop(canvas, 1), truth.at(face, pose, Camera.of(WIDTH, HEIGHT)));
    }

    private Person person(int seed) {
        double male = random.nextDouble();
        double age = random.nextDouble() < 0.5 ? 0 : between(0, 1.2);
        double x = between(3.0, 3.45);
        boolean falls = random.nextDouble() < 0.75 - 0.7 * male;
        Rgb[] skins = {
            Rgb.of(0xF0CCB4), Rgb.of(0xE2B494), Rgb.of(0xC99470), Rgb.of(0xA87650), Rgb.of(0x7A5038), Rgb.of(0x553626)
        };
        Rgb skin = skins[random.nextInt(skins.length)].times(between(0.85, 1.1));
        Rgb[] hairs = {
            Rgb.of(0x14100E), Rgb.of(0x2C1C12), Rgb.of(0x4A2A16), Rgb.of(0x7A4A22), Rgb.of(0xB08A50), Rgb.of(0x8A8884)
        };
        int shade = random.nextInt(hairs.length);
        Rgb dark = hairs[shade].times(between(0.6, 1.1));
        double beard = male > 0.5 && random.nextDouble() < 0.5 ? between(0.3, 1) : 0;
        return new Person(
                seed,
                new Person.Skull(
                        between(0.93, 1.08),
                        between(0.92, 1.09),
                        between(0.84, 1.0) + 0.14 * male,
                        between(1.2, 1.7) + 0.6 * male,
                        between(-12.2, -10.6),
                        between(8.3, 9.3),
                        between(0, 0.2) + 0.3 * male,
                        Math.max(0, between(-0.3, 0.5)),
                        between(4.6, 5.4) + 1.2 * male),
                new Person.EyeShape(
                        x,
                        between(1.36, 1.62),
                        between(0.48, 0.84),
                        between(0.30, 0.50),
                        between(-0.18, 0.30),
                        between(0.22, 0.5),
                        Rgb.of(0x5A3A20)
                                .mix(Rgb.of(0x7FA0B0), random.nextDouble())
                                .times(between(0.5, 1.2)),
                        Rgb.of(0x1C1814)),
                new Person.BrowShape(
                        between(0.9, 1.6),
                        between(1.25, 2.0),
                        between(3.5, 4.2),
                        between(1.85, 2.7),
                        between(5.3, 5.9),
                        between(0.9, 1.8),
                        between(0.14, 0.28) + 0.14 * male,
                        dark.times(between(0.7, 1.2))),
                new Person.NoseShape(
                        between(-3.7, -2.75),
                        between(11.0, 12.0),
                        between(-0.15, 0.35),
                        between(0.45, 0.75),
                        between(0.65, 1.0),
                        between(0.95, 1.55),
                        between(0.5, 0.82)),
                new Person.MouthShape(
                        between(-7.3, -6.2),
                        between(2.15, 3.0),
                        between(0.32, 0.85),
                        between(0.5, 1.05),
                        between(0.18, 0.5),
                        between(0, 0.2),
                        skin.mix(Rgb.of(0xB84848), between(0.3, 0.9))),
                new Person.Skin(
                        skin,
                        skin.mix(Rgb.of(0xB04A38), between(0.3, 0.8)),
                        random.nextDouble() < 0.2 ? random.nextDouble() : 0,
                        age,
                        beard,
                        between(0.4, 1.3)),
                new Person.Hair(
                        dark,
                        dark.mix(hairs[random.nextInt(hairs.length)], 0.5),
                        age > 0.5 ? between(0, 0.8) : 0,
                        falls ? between(20, 30) : between(0.8, 4.5),
                        between(-4, 4),
                        between(5.4, 8.4),
                        between(5.9, 6.6)),
                new Person.Cloth(
                        new Rgb(random.nextDouble(), random.nextDouble(), random.nextDouble()).times(0.5),
                        between(-17.5, -14.5),
                        16.5 + 4 * male),
                new Person.Voice(150, 1),
                new Person.Scene(
                        0.4,
                        0.5,
                        0.7,
                        new Rgb(between(1.1, 2.0), between(1.1, 2.0), between(1.1, 2.0)),
                        new Rgb(between(0.2, 0.8), between(0.2, 0.8), between(0.2, 0.8)),
                        new Rgb(between(0.05, 0.3), between(0.05, 0.3), between(0.05, 0.3)),
                        new Rgb(random.nextDouble(), random.nextDouble(), random.nextDouble()).times(0.7),
                        new Rgb(random.nextDouble(), random.nextDouble(), random.nextDouble())));
    }

    private double between(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    /** Mostly within plus or minus {@code width}, at most twice that. */
    private double spread(double width) {
        return width * (random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2);
    }
}
