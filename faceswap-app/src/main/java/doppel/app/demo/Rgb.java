package doppel.app.demo;

/** A colour in linear light, 1 is white. */
record Rgb(double r, double g, double b) {
    /** From {@code 0xRRGGBB} as screens show it (sRGB). */
    static Rgb of(int hex) {
        return new Rgb(linear((hex >> 16) & 0xFF), linear((hex >> 8) & 0xFF), linear(hex & 0xFF));
    }

    /** This colour where {@code t} is 0, the other where it is 1. */
    Rgb mix(Rgb other, double t) {
        return new Rgb(r + (other.r - r) * t, g + (other.g - g) * t, b + (other.b - b) * t);
    }

    /** Each part times {@code k}. */
    Rgb times(double k) {
        return new Rgb(r * k, g * k, b * k);
    }

    /** Part by part, as a surface colours light. */
    Rgb times(Rgb other) {
        return new Rgb(r * other.r, g * other.g, b * other.b);
    }

    private static double linear(int byteValue) {
        double v = byteValue / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }
}
