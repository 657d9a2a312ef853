package doppel.app.blend;

import doppel.app.image.FloatImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Repaints a picture with a few colours of its own, found by median cut: the box of colours with the most pixels is
 * split at its median along its longest side, until there are enough; a box's colour is the mean of its pixels. Each
 * pixel takes the nearest colour. Source: Heckbert, "Color image quantization for frame buffer display", 1982.
 */
final class Palette {
    /** How much the eye sees of blue, green and red. */
    private static final int[] WEIGHTS = {29, 150, 77};

    private Palette() {}

    /**
     * The repainted picture.
     *
     * @param colors how many there may be, at least 1
     */
    static FloatImage apply(FloatImage x, int colors) {
        int n = x.width() * x.height();
        int[] pixels = new int[n];
        for (int p = 0; p < n; p++) {
            for (int c = 0; c < 3; c++) pixels[p] = pixels[p] << 8 | (int) (Pixels.clip(x.data()[3 * p + c]) * 255);
        }
        int[] palette = palette(pixels, colors);
        int[] distinct = Arrays.stream(pixels).sorted().distinct().toArray();
        int[] nearest = new int[distinct.length];
        for (int i = 0; i < distinct.length; i++) nearest[i] = nearest(distinct[i], palette);
        FloatImage out = new FloatImage(x.width(), x.height(), 3);
        for (int p = 0; p < n; p++) {
            int color = nearest[Arrays.binarySearch(distinct, pixels[p])];
            for (int c = 0; c < 3; c++) out.data()[3 * p + c] = channel(color, c) / 255f;
        }
        return out;
    }

    private static int channel(int color, int c) {
        return color >> (16 - 8 * c) & 0xFF;
    }

    private static int nearest(int color, int[] palette) {
        int best = palette[0];
        int least = Integer.MAX_VALUE;
        for (int candidate : palette) {
            int distance = 0;
            for (int c = 0; c < 3; c++) {
                int d = channel(color, c) - channel(candidate, c);
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static int[] palette(int[] pixels, int colors) {
        List<int[]> boxes = new ArrayList<>();
        List<int[]> done = new ArrayList<>(); // one colour each
        boxes.add(pixels.clone());
        while (!boxes.isEmpty() && boxes.size() + done.size() < colors) {
            int fullest = 0;
            for (int i = 1; i < boxes.size(); i++) if (boxes.get(i).length > boxes.get(fullest).length) fullest = i;
            int[] box = boxes.remove(fullest);
            int shift = longestSide(box);
            if (shift < 0) {
                done.add(box);
                continue;
            }
            long[] ranked = new long[box.length];
            for (int i = 0; i < box.length; i++) ranked[i] = (long) (box[i] >> shift & 0xFF) << 32 | box[i];
            Arrays.sort(ranked);
            int cut = ranked.length / 2;
            while (cut < ranked.length && ranked[cut] >> 32 == ranked[cut - 1] >> 32) cut++;
            if (cut == ranked.length) {
                cut = ranked.length / 2;
                while (ranked[cut] >> 32 == ranked[cut - 1] >> 32) cut--;
            }
            boxes.add(
                    Arrays.stream(ranked, 0, cut).mapToInt(value -> (int) value).toArray());
            boxes.add(Arrays.stream(ranked, cut, ranked.length)
                    .mapToInt(value -> (int) value)
                    .toArray());
        }
        done.addAll(boxes);
        return done.stream().mapToInt(Palette::mean).toArray();
    }

    /** The shift of the channel with the widest range, -1 if all pixels are equal. */
    private static int longestSide(int[] box) {
        int widest = 0;
        int shift = -1;
        for (int c = 0; c < 3; c++) {
            int least = 255;
            int most = 0;
            for (int color : box) {
                least = Math.min(least, channel(color, c));
                most = Math.max(most, channel(color, c));
            }
            if ((most - least) * WEIGHTS[c] > widest) {
                widest = (most - least) * WEIGHTS[c];
                shift = 16 - 8 * c;
            }
        }
        return shift;
    }

    private static int mean(int[] box) {
        int color = 0;
        for (int c = 0; c < 3; c++) {
            long sum = 0;
            for (int pixel : box) sum += channel(pixel, c);
            color = color << 8 | (int) ((sum + box.length / 2) / box.length);
        }
        return color;
    }
}
