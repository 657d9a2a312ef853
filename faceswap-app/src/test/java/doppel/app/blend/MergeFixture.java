package doppel.app.blend;

import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.face.SharedFolder;
import doppel.app.image.Codec;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/** The frame, landmarks and stand-in prediction that DeepFaceLab's merger was given, and the pictures it made. */
record MergeFixture(Frame frame, Landmarks landmarks, FaceType faceType, Prediction prediction, JsonNode cases) {
    private static final String FOLDER = "fixtures/deepfacelab/merge/";

    /** The motion of the golden cases. */
    static final Motion MOTION = new Motion(1.5, 30);

    static MergeFixture load() throws IOException {
        JsonNode face = SharedFolder.json(FOLDER + "frame.json");
        int n = face.get("resolution").asInt();
        Path npz = SharedFolder.file(FOLDER + "prediction.npz");
        return new MergeFixture(
                Codec.read(SharedFolder.file(FOLDER + "frame.png")),
                SharedFolder.landmarks(face.get("landmarks")),
                FaceType.parse(face.get("face_type").asString()),
                new Prediction(
                        new FloatImage(n, n, 3, floats(npz, "face_bgr.npy")),
                        new FloatImage(n, n, 1, floats(npz, "mask.npy")),
                        new FloatImage(n, n, 1, floats(npz, "dst_mask.npy"))),
                SharedFolder.json(FOLDER + "cases.json").get("cases"));
    }

    /** The golden picture with its mask as fourth channel, {@code [h, w, 4]} in 0..1. */
    static FloatImage golden(String name) throws IOException {
        return Codec.decodeAllChannels(Files.readAllBytes(SharedFolder.file(FOLDER + name + ".png")));
    }

    FaceMerger merger(MergeOptions options) {
        return new FaceMerger(faceType, prediction.size(), options);
    }

    Patch patch(MergeOptions options) {
        FaceMerger merger = merger(options);
        return merger.patch(frame, merger.crop(frame, landmarks).orElseThrow(), prediction, MOTION)
                .orElseThrow();
    }

    /** The settings of a case: DeepFaceLab's start values where the case says nothing. */
    MergeOptions options(String name) {
        MergeOptions options = MergeOptions.DEFAULT;
        for (var setting : cases.get(name).properties()) {
            JsonNode value = setting.getValue();
            options = switch (setting.getKey()) {
                case "mode" -> options.withMode(MergeMode.parse(value.asString()));
                case "mask_mode" -> options.withMaskMode(MaskMode.of(value.asInt()));
                case "color_transfer_mode" -> options.withColorTransfer(ColorTransfer.of(value.asInt()));
                case "erode_mask_modifier" -> options.withErodeMask(value.asInt());
                case "blur_mask_modifier" -> options.withBlurMask(value.asInt());
                case "output_face_scale" -> options.withFaceScale(value.asInt());
                case "motion_blur_power" -> options.withMotionBlurPower(value.asInt());
                case "sharpen_mode" -> options.withSharpenMode(SharpenMode.of(value.asInt()));
                case "blursharpen_amount" -> options.withBlurSharpen(value.asInt());
                case "image_denoise_power" -> options.withDenoise(value.asInt());
                case "bicubic_degrade_power" -> options.withBicubicDegrade(value.asInt());
                case "color_degrade_power" -> options.withColorDegrade(value.asInt());
                default -> throw new IllegalArgumentException("case " + name + ": unknown setting " + setting.getKey());
            };
        }
        return options;
    }

    /** One array of little-endian floats in C order, as NumPy writes it. */
    private static float[] floats(Path npz, String name) throws IOException {
        try (ZipFile zip = new ZipFile(npz.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            ByteBuffer bytes =
                    ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int header = bytes.getShort(8) & 0xFFFF;
            String description = new String(bytes.array(), 10, header, StandardCharsets.US_ASCII);
            if (!description.contains("'<f4'") || !description.contains("False")) throw new IOException(description);
            bytes.position(10 + header);
            float[] out = new float[bytes.remaining() / 4];
            bytes.asFloatBuffer().get(out);
            return out;
        }
    }
}
