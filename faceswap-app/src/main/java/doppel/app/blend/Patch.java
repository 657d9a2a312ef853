package doppel.app.blend;

import doppel.app.image.FloatImage;

/**
 * The part of a frame that one face changes; everything else stays as it was.
 *
 * @param left of the part in the frame, in pixels
 * @param top of the part in the frame, in pixels
 * @param picture the finished part, {@code [h, w, 3]} BGR in 0..1
 * @param mask how much of the swapped face shows, {@code [h, w, 1]} in 0..1
 */
public record Patch(int left, int top, FloatImage picture, FloatImage mask) {
    public Patch {
        if (left < 0
                || top < 0
                || picture.channels() != 3
                || mask.channels() != 1
                || picture.width() != mask.width()
                || picture.height() != mask.height()) {
            throw new IllegalArgumentException(
                    "patch at (%d, %d): %s with mask %s".formatted(left, top, picture, mask));
        }
    }
}
