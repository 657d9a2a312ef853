package doppel.app.demo;

/** What a person does over a clip: turns, looks, blinks and talks, all of it repeatable. */
final class Performance {
    private final Person person;
    private final Speech speech;

    Performance(Person person, Speech speech) {
        this.person = person;
        this.speech = speech;
    }

    private double sway(double t, double period, int draw) {
        double phase = 2 * Math.PI * Noise.at(draw, 0, 0, person.seed() + 100);
        return 0.72 * Math.sin(2 * Math.PI * t / period + phase)
                + 0.28 * Math.sin(2 * Math.PI * t / (0.43 * period) + 2.1 * phase);
    }

    Pose pose(double t) {
        return new Pose(
                Math.toRadians(20) * sway(t, 4.1, 0),
                Math.toRadians(9) * sway(t, 3.1, 1),
                Math.toRadians(7.5) * sway(t, 4.6, 2),
                1.3 * sway(t, 4.8, 3),
                0.5 * sway(t, 3.7, 4),
                1.5 * sway(t, 5.2, 5));
    }

    Expression face(double t) {
        double open = 1;
        for (int i = -1; i < 8; i++) {
            double at = 0.55 + 1.55 * i + 0.7 * Noise.at(i, 1, 0, person.seed() + 110);
            open = Math.min(open, blink(t - at));
        }
        double talk = speech.loudness(t);
        Pose pose = pose(t);
        double glance = 0.14 * Math.round(2 * Noise.smooth(t * 1.4, 0, 0, person.seed() + 120));
        return new Expression(
                0.185 * speech.jaw(t),
                speech.spread(t),
                0.30 + 0.25 * Noise.smooth(t * 0.8, 3, 0, person.seed() + 130),
                0.75 * Noise.smooth(t * 1.5, 7, 0, person.seed() + 140) + 0.25 * talk,
                open * (0.94 + 0.06 * Noise.smooth(t * 2, 5, 0, person.seed() + 150)),
                -0.75 * Math.sin(pose.yaw()) + glance,
                -0.60 * Math.sin(pose.pitch()));
    }

    Light light(double t) {
        return Light.of(person.scene(), 0.10 * sway(t, 5.5, 7), 1 + 0.10 * sway(t, 3.9, 8));
    }

    /** How open the lids are at {@code t} seconds from the middle of a blink. */
    private static double blink(double t) {
        return t < 0 ? Curve.step(-0.03, -0.12, t) : Curve.step(0.04, 0.17, t);
    }
}
