package doppel.app.dfl;

import org.jspecify.annotations.Nullable;

/** The element types of NumPy arrays that DeepFaceLab's files may hold. */
public enum NumpyType {
    /** One byte, 0 or 1. */
    BOOL("b1", 1),
    /** 8 bits. */
    INT8("i1", 1),
    /** 8 bits, 0..255. */
    UINT8("u1", 1),
    /** 16 bits. */
    INT16("i2", 2),
    /** 16 bits, unsigned. */
    UINT16("u2", 2),
    /** 32 bits. */
    INT32("i4", 4),
    /** 32 bits, unsigned. */
    UINT32("u4", 4),
    /** 64 bits. */
    INT64("i8", 8),
    /** 64 bits, unsigned. */
    UINT64("u8", 8),
    /** IEEE binary16. */
    FLOAT16("f2", 2),
    /** IEEE binary32. */
    FLOAT32("f4", 4),
    /** IEEE binary64. */
    FLOAT64("f8", 8);

    private final String code;
    private final int bytes;

    NumpyType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Kind and size as NumPy writes them, such as {@code f4}. */
    public String code() {
        return code;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is one of the three float types. */
    public boolean isFloat() {
        return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** The type with that code, or null. */
    static @Nullable NumpyType withCode(String code) {
        for (NumpyType type : values()) if (type.code.equals(code)) return type;
        return null;
    }
}
