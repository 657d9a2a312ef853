package doppel.bindings.libraries;

import java.util.List;
import java.util.Locale;

/** A library of NVIDIA's that we use: its file, and where in NVIDIA's Python wheels that file lies. Linux alone. */
enum NvidiaLibrary {
    /** Comes with the driver, never in a wheel. */
    DRIVER("cuda driver", "doppel.cuda.driver", "libcuda.so.1", "", "install NVIDIA's driver"),
    NVRTC("nvrtc", "doppel.nvrtc", "libnvrtc.so.%d", "cuda_nvrtc", wheels("nvidia-cuda-nvrtc")),
    CUBLASLT("cublaslt", "doppel.cublaslt", "libcublasLt.so.%d", "cublas", wheels("nvidia-cublas")),
    CUBLAS("cublas", "doppel.cublas", "libcublas.so.%d", "cublas", wheels("nvidia-cublas")),
    /** One file name for all majors of CUDA. */
    CUDNN("cudnn", "doppel.cudnn", "libcudnn.so.9", "cudnn", wheels("nvidia-cudnn-cu13"));

    private final String title;
    private final String property;
    private final String file;
    private final String wheelOf12;
    private final String remedy;

    NvidiaLibrary(String title, String property, String file, String wheelOf12, String remedy) {
        this.title = title;
        this.property = property;
        this.file = file;
        this.wheelOf12 = wheelOf12;
        this.remedy = remedy;
    }

    private static String wheels(String wheel) {
        return "the Python wheel " + wheel + " or NVIDIA's archive both do";
    }

    /** The one that bears our name. */
    static NvidiaLibrary of(String title) {
        for (NvidiaLibrary library : values()) {
            if (library.title.equals(title)) return library;
        }
        throw new IllegalArgumentException(title + " is not a library of NVIDIA's");
    }

    /** Our name for it, such as {@code nvrtc}. */
    String title() {
        return title;
    }

    /** System property that names the file, or its folder. */
    String property() {
        return property + ".path";
    }

    /** Environment variable that does the same. */
    String variable() {
        return property.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** How to get it, in words for people. */
    String remedy() {
        return remedy;
    }

    /** Name of the file as built for a major version of CUDA. */
    String file(int major) {
        return file.formatted(major);
    }

    /** Folders below the folder {@code nvidia} of a Python's packages; wheels of CUDA 13 share one. */
    List<String> wheelFolders(int major) {
        if (this == DRIVER) return List.of();
        return major >= 13 && this != CUDNN ? List.of("cu" + major + "/lib") : List.of(wheelOf12 + "/lib");
    }
}
