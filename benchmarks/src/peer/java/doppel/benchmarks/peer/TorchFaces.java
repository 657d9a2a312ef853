package doppel.benchmarks.peer;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Faces of one identity and what they should look like: pictures {@code [n, 3, r, r]}, masks {@code [n, 1, r, r]}.
 *
 * @param input what the encoder sees
 */
record TorchFaces(Tensor input, Tensor image, Tensor mask, Tensor eyesMouth) implements AutoCloseable {
    /**
     * A batch that is its own target.
     *
     * @param pictures {@code [n, r, r, 3]}
     * @param masks {@code [n, r, r, 1]}, of the face
     * @param eyesMouths {@code [n, r, r, 1]}
     */
    static TorchFaces of(int n, int r, float[] pictures, float[] masks, float[] eyesMouths, MemoryFormat format) {
        Tensor image = turned(n, r, pictures, format);
        return new TorchFaces(image, image, turned(n, r, masks, format), turned(n, r, eyesMouths, format));
    }

    /** {@code [n, r, r, c]} to {@code [n, c, r, r]}. */
    static Tensor turned(int n, int r, float[] values, MemoryFormat format) {
        int c = values.length / (n * r * r);
        return Libtorch.only(
                () -> Libtorch.of(values, n, r, r, c).permute(0, 3, 1, 2).contiguous(format));
    }

    @Override
    public void close() {
        for (Tensor x : new Tensor[] {input, image, mask, eyesMouth}) x.close();
    }
}
