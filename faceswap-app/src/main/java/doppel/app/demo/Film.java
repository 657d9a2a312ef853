package doppel.app.demo;

import doppel.app.image.Frame;

/** Turns samples of linear light into a picture. */
final class Film {
    private static final byte[] TONES = new byte[4096];

    static {
        for (int i = 0; i < TONES.length; i++) {
            double light = 4.0 * i / (TONES.length - 1);
            // a soft shoulder: straight below, 1 in the limit
            double toned = light < 0.5 ? light : 0.5 + 0.5 * (1 - Math.exp(-(light - 0.5) / 0.5));
            double v = toned <= 0.0031308 ? 12.92 * toned : 1.055 * Math.pow(toned, 1 / 2.4) - 0.055;
            TONES[i] = (byte) Math.round(255 * Math.clamp(v, 0.0, 1.0));
        }
    }

    private Film() {}

    /** Averages {@code k} by {@code k} samples per pixel. */
    static Frame develop(Canvas canvas, int k) {
        int width = canvas.width / k;
        int height = canvas.height / k;
        byte[] bgr = new byte[width * height * 3];
        float scale = (TONES.length - 1) / (4f * k * k);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    float sum = 0;
                    for (int j = 0; j < k; j++) {
                        int at = 3 * ((y * k + j) * canvas.width + x * k) + c;
                        for (int i = 0; i < k; i++) sum += Math.min(4f, canvas.color[at + 3 * i]);
                    }
                    bgr[3 * (y * width + x) + 2 - c] =
                            TONES[Math.clamp((int) (sum * scale + 0.5f), 0, TONES.length - 1)];
                }
            }
        }
        return new Frame(width, height, bgr);
    }
}
