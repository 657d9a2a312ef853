package doppel.bindings.libraries;

import doppel.bindings.lifetime.NativeException;
import java.util.Locale;

/** Operating system and processor. Which of them a library exists for is said by {@link NativeLibrary}. */
public enum Platform {
    LINUX_X86_64("linux-x86_64"),
    LINUX_ARM64("linux-arm64"),
    MACOSX_X86_64("macosx-x86_64"),
    MACOSX_ARM64("macosx-arm64"),
    WINDOWS_X86_64("windows-x86_64");

    private final String classifier;

    Platform(String classifier) {
        this.classifier = classifier;
    }

    /** The Maven classifier of artifacts for this platform, such as {@code linux-x86_64}. */
    public String classifier() {
        return classifier;
    }

    /**
     * The platform this JVM runs on.
     *
     * @throws NativeException if it is none of ours
     */
    public static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String os, String arch) {
        String name = os.toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : name;
        String processor = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch;
        };
        for (Platform platform : values()) {
            if (platform.classifier.equals(system + "-" + processor)) return platform;
        }
        throw new NativeException("platform: no native libraries for " + os + " on " + arch);
    }

    @Override
    public String toString() {
        return classifier;
    }
}
