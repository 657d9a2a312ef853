package doppel.app.dfl;

/** The functions and classes of Python that a pickle may name: no others exist here. */
enum PickleGlobal {
    RECONSTRUCT("_reconstruct", "numpy.core.multiarray", "numpy._core.multiarray"),
    SCALAR("scalar", "numpy.core.multiarray", "numpy._core.multiarray"),
    FROM_BUFFER("_frombuffer", "numpy.core.numeric", "numpy._core.numeric"),
    ARRAY("ndarray", "numpy"),
    TYPE("dtype", "numpy"),
    /** How Python 3 writes bytes in protocol 2: text in Latin-1. */
    ENCODE("encode", "_codecs"),
    /** Without arguments, or of bytes. */
    BYTES("bytes", "__builtin__", "builtins"),
    BYTEARRAY("bytearray", "__builtin__", "builtins"),
    SAMPLE_TYPE(PickleEnum.Kind.SAMPLE_TYPE.className(), PickleEnum.Kind.SAMPLE_TYPE.module()),
    FACE_TYPE(PickleEnum.Kind.FACE_TYPE.className(), PickleEnum.Kind.FACE_TYPE.module());

    private final String globalName;
    private final String module;
    private final String otherModule;

    PickleGlobal(String globalName, String module) {
        this(globalName, module, module);
    }

    /** @param otherModule where another version of the same library keeps it */
    PickleGlobal(String globalName, String module, String otherModule) {
        this.globalName = globalName;
        this.module = module;
        this.otherModule = otherModule;
    }

    static PickleGlobal find(String module, String name) throws PickleException {
        for (PickleGlobal global : values()) {
            boolean known = global.module.equals(module) || global.otherModule.equals(module);
            if (known && global.globalName.equals(name)) return global;
        }
        throw new PickleException("names %s.%s, which is not allowed; the file may be hostile".formatted(module, name));
    }
}
