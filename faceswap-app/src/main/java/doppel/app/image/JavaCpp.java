package doppel.app.image;

/**
 * Settings of JavaCPP, the bridge to OpenCV and FFmpeg, that must stand before its first class is loaded. Whoever calls
 * either library calls {@link #configure} first.
 */
public final class JavaCpp {
    private JavaCpp() {}

    /**
     * Takes away JavaCPP's limits on memory, unless the command line sets them. They count the whole process, tensors
     * included, and answer with garbage collections and an out-of-memory error although every pointer here is closed by
     * its owner.
     */
    public static void configure() {
        setUnlessGiven("org.bytedeco.javacpp.maxBytes", "0");
        setUnlessGiven("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    private static void setUnlessGiven(String key, String value) {
        if (System.getProperty(key) == null) System.setProperty(key, value);
    }
}
