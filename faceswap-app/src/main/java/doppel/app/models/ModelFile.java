package doppel.app.models;

/**
 * A network that Doppel can use but does not bring along: exactly this file, known by its SHA-256, from exactly this
 * source.
 */
public enum ModelFile {
    /** Finds faces. */
    YUNET(
            "yunet_n_dynamic.onnx",
            "YuNet face detector",
            "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12",
            322_906,
            "https://github.com/ShiqiYu/libfacedetection.train (onnx/yunet_n_dynamic.onnx)",
            "Apache-2.0"),
    /** Finds the points of a face. */
    PFLD(
            "pfld.onnx",
            "PFLD, 68 landmarks",
            "7d7bbd5c6a1d9272e58d9773898284a1905d872eba9a662df9b5f20f1ba6f83e",
            2_987_921,
            "https://github.com/cunjian/pytorch_face_landmark (onnx/pfld.onnx)",
            "none stated by its author, so use it for tests only and do not pass it on");

    private final String fileName;
    private final String title;
    private final String sha256;
    private final long bytes;
    private final String source;
    private final String licence;

    ModelFile(String fileName, String title, String sha256, long bytes, String source, String licence) {
        this.fileName = fileName;
        this.title = title;
        this.sha256 = sha256;
        this.bytes = bytes;
        this.source = source;
        this.licence = licence;
    }

    /** What the file has to be called. */
    public String fileName() {
        return fileName;
    }

    /** What it is, for people. */
    public String title() {
        return title;
    }

    /** Digest of the file, 64 lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** Size of the file. */
    public long bytes() {
        return bytes;
    }

    /** Where it comes from. */
    public String source() {
        return source;
    }

    /** Under which terms. */
    public String licence() {
        return licence;
    }
}
