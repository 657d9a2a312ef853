package doppel.app.dfl;

/** A member of one of DeepFaceLab's two enumerations, written as a call of its class with a number. */
public record PickleEnum(Kind kind, long number) {
    /** The enumerations. */
    public enum Kind {
        /** What a packed sample is; 1 is a face. */
        SAMPLE_TYPE("samplelib.Sample", "SampleType"),
        /** {@link doppel.app.face.FaceType} by its number. */
        FACE_TYPE("facelib.FaceType", "FaceType");

        private final String module;
        private final String className;

        Kind(String module, String className) {
            this.module = module;
            this.className = className;
        }

        String module() {
            return module;
        }

        String className() {
            return className;
        }
    }
}
