package doppel.app.demo;

/**
 * How an invented person looks and sounds. Lengths are in centimetres in the head's own space: x to the viewer's right,
 * y up, z to the viewer; the eyes lie at y = 0, the ears at z = 0.
 */
record Person(
        int seed,
        Skull skull,
        EyeShape eye,
        BrowShape brow,
        NoseShape nose,
        MouthShape mouth,
        Skin skin,
        Hair hair,
        Cloth cloth,
        Voice voice,
        Scene scene) {

    /**
     * Bones.
     *
     * @param width factor on the breadth of the brain case
     * @param cheek factor on the breadth at the cheek bones
     * @param jaw factor on the breadth at the corners of the jaw
     * @param chinWidth half breadth of the chin
     * @param chinY the lowest point of the chin
     * @param chinZ how far the chin reaches forward
     * @param ridge how far the brow ridge stands out
     * @param fullness padding of the cheeks
     * @param neck radius of the neck
     */
    record Skull(
            double width,
            double cheek,
            double jaw,
            double chinWidth,
            double chinY,
            double chinZ,
            double ridge,
            double fullness,
            double neck) {}

    /**
     * The lids' opening.
     *
     * @param x centre
     * @param half half of the width
     * @param upper height of the upper lid's arch
     * @param lower depth of the lower lid's arch
     * @param tilt how much the outer corner is above the inner one
     * @param crease distance of the fold above the upper lid
     * @param iris colour of the iris
     * @param rim colour of its rim
     */
    record EyeShape(double x, double half, double upper, double lower, double tilt, double crease, Rgb iris, Rgb rim) {}

    /** Where the brows run, and their half thickness. */
    record BrowShape(
            double innerX,
            double innerY,
            double peakX,
            double peakY,
            double outerX,
            double outerY,
            double thickness,
            Rgb color) {}

    /**
     * The nose.
     *
     * @param hump how far the bridge bends out
     * @param bridge radius of the bridge
     * @param tip radius of the tip
     * @param wingX centre of the wings
     * @param wing radius of the wings
     */
    record NoseShape(double tipY, double tipZ, double hump, double bridge, double tip, double wingX, double wing) {}

    /** The lips: heights of the red of each lip, and how far they bulge. */
    record MouthShape(double y, double half, double upper, double lower, double bulge, double bow, Rgb color) {}

    /**
     * Skin.
     *
     * @param freckles 0..1
     * @param age depth of wrinkles, 0..1
     * @param beard 0 for none, 1 for a short beard
     * @param shine strength of highlights
     */
    record Skin(Rgb base, Rgb flush, double freckles, double age, double beard, double shine) {}

    /** Hair; {@code length} in centimetres is below 6 for hair that stands, else it falls; {@code part} is its x. */
    record Hair(Rgb dark, Rgb light, double grey, double length, double part, double lineY, double templeX) {}

    /** A jumper: colour, ribs, and how low the neckline is at the front. */
    record Cloth(Rgb color, double neckline, double shoulder) {}

    /** Pitch in Hz and the size of the mouth's tube against a middling one. */
    record Voice(double pitch, double tube) {}

    /** Light and room: where the key light stands, its colour and strength, and the wall. */
    record Scene(double keyX, double keyY, double keyZ, Rgb key, Rgb sky, Rgb ground, Rgb wall, Rgb glow) {}

    /** A young woman with freckles, copper hair to the shoulders and green eyes. */
    static Person mira() {
        return new Person(
                11,
                new Skull(0.97, 0.97, 0.88, 1.35, -11.2, 8.7, 0.10, 0.25, 4.9),
                new EyeShape(3.2, 1.52, 0.74, 0.42, 0.16, 0.42, Rgb.of(0x6F9468), Rgb.of(0x2E4A38)),
                new BrowShape(1.35, 1.75, 4.0, 2.45, 5.5, 1.65, 0.24, Rgb.of(0x7A4428)),
                new NoseShape(-3.15, 11.35, 0.0, 0.52, 0.72, 1.05, 0.58),
                new MouthShape(-6.55, 2.45, 0.66, 0.90, 0.42, 0.16, Rgb.of(0xC0605C)),
                new Skin(Rgb.of(0xEBC2A8), Rgb.of(0xE08C78), 0.8, 0.0, 0.0, 0.8),
                new Hair(Rgb.of(0x4A1E10), Rgb.of(0xB5622E), 0.0, 27, -1.6, 5.9, 6.3),
                new Cloth(Rgb.of(0x1F4F57), -16.9, 17.5),
                new Voice(205, 0.87),
                new Scene(
                        -0.55,
                        0.55,
                        0.75,
                        Rgb.of(0xFFF1DE).times(1.55),
                        Rgb.of(0xC8D4E8).times(0.75),
                        Rgb.of(0xB09080).times(0.34),
                        Rgb.of(0x8FA3A8),
                        Rgb.of(0xF0D8B0)));
    }

    /** A man past fifty with a broad jaw, a short grizzled beard, brown skin and dark eyes. */
    static Person tomas() {
        return new Person(
                29,
                new Skull(1.03, 1.04, 1.10, 2.0, -11.9, 9.1, 0.42, 0.0, 6.1),
                new EyeShape(3.25, 1.48, 0.62, 0.38, -0.05, 0.34, Rgb.of(0x5A3A20), Rgb.of(0x22140C)),
                new BrowShape(1.05, 1.45, 3.7, 2.0, 5.7, 1.05, 0.36, Rgb.of(0x2B221E)),
                new NoseShape(-3.35, 11.75, 0.30, 0.66, 0.98, 1.42, 0.78),
                new MouthShape(-6.95, 2.75, 0.46, 0.66, 0.30, 0.08, Rgb.of(0x9A5A4C)),
                new Skin(Rgb.of(0xB98463), Rgb.of(0xA85A44), 0.0, 1.0, 1.0, 1.1),
                new Hair(Rgb.of(0x1C1715), Rgb.of(0x5A4C44), 0.42, 3.4, -3.2, 6.9, 6.2),
                new Cloth(Rgb.of(0x5A2A2E), -15.3, 20.5),
                new Voice(112, 1.06),
                new Scene(
                        0.60,
                        0.50,
                        0.70,
                        Rgb.of(0xF4F6FF).times(1.7),
                        Rgb.of(0xD8D4C8).times(0.7),
                        Rgb.of(0x806A5A).times(0.30),
                        Rgb.of(0x8A7460),
                        Rgb.of(0xB8CCE4)));
    }
}
