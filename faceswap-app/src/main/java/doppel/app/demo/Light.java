package doppel.app.demo;

/** The light of one moment: direction towards the key light (of length one), and the colours. */
record Light(float x, float y, float z, Rgb key, Rgb sky, Rgb ground) {
    static Light of(Person.Scene scene, double swing, double strength) {
        double x = scene.keyX() + swing;
        double length = Math.sqrt(x * x + scene.keyY() * scene.keyY() + scene.keyZ() * scene.keyZ());
        return new Light(
                (float) (x / length),
                (float) (scene.keyY() / length),
                (float) (scene.keyZ() / length),
                scene.key().times(strength),
                scene.sky().times(0.5 + 0.5 * strength),
                scene.ground());
    }
}
