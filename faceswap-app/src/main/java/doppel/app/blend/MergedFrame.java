package doppel.app.blend;

import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import java.util.List;

/**
 * A finished frame.
 *
 * @param picture as large as the frame it was made from; pixels no face touches are the same to the last bit
 * @param mask how much of swapped faces shows, {@code [height, width]}, 0..255
 */
public record MergedFrame(Frame picture, byte[] mask) {
    /**
     * Lays patches over a copy of a frame. Each patch was made from the untouched frame: the first is set as it is, the
     * next are laid over it by their masks, as in DeepFaceLab. Values are rounded to nearest.
     *
     * @throws IllegalArgumentException if a patch reaches beyond the frame
     */
    public static MergedFrame of(Frame frame, List<Patch> patches) {
        Frame picture = frame.copy();
        byte[] mask = new byte[frame.width() * frame.height()];
        for (int i = 0; i < patches.size(); i++) {
            Patch patch = patches.get(i);
            if (patch.left() + patch.mask().width() > frame.width()
                    || patch.top() + patch.mask().height() > frame.height()) {
                throw new IllegalArgumentException("merge: patch at (%d, %d) with %s is not inside %s"
                        .formatted(patch.left(), patch.top(), patch.mask(), frame));
            }
            lay(patch, i == 0, picture, mask);
        }
        return new MergedFrame(picture, mask);
    }

    private static void lay(Patch patch, boolean first, Frame picture, byte[] mask) {
        FloatImage face = patch.picture();
        for (int y = 0; y < face.height(); y++) {
            for (int x = 0; x < face.width(); x++) {
                int from = y * face.width() + x;
                int to = (patch.top() + y) * picture.width() + patch.left() + x;
                float weight = patch.mask().data()[from];
                for (int c = 0; c < 3; c++) {
                    float value = Pixels.clip(face.data()[3 * from + c]) * 255;
                    if (!first) value = (picture.bgr()[3 * to + c] & 0xFF) * (1 - weight) + value * weight;
                    picture.bgr()[3 * to + c] = (byte) Math.round(value);
                }
                mask[to] = (byte) Math.min(255, (mask[to] & 0xFF) + Math.round(weight * 255));
            }
        }
    }
}
