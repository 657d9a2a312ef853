package doppel.bindings.libraries;

import doppel.bindings.lifetime.NativeException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a library of NVIDIA's is looked for; the first hit wins. File or folder named by a system property or an
 * environment variable of the library; folders listed in {@code doppel.cuda.path} or {@code DOPPEL_CUDA}; our cache
 * folder; {@code CUDNN_PATH}, {@code CUDA_PATH}, {@code CUDA_HOME}; Python's wheels; folders of containers and
 * distributions; the system's own search. The driver is part of the system, so for it the system's search comes right
 * after what the user named: cuDNN and cuBLAS will ask for it by name too.
 *
 * @param wanted the library
 * @param major major version of CUDA
 * @param properties system properties by name
 * @param variables environment variables by name
 * @param python folders {@code nvidia} that the Python on the path knows
 * @param folders of containers and distributions
 * @param system whether the system's own search knows a file name
 */
record NvidiaSearch(
        NvidiaLibrary wanted,
        int major,
        Function<String, @Nullable String> properties,
        Function<String, @Nullable String> variables,
        Supplier<List<Path>> python,
        List<Path> folders,
        Predicate<String> system) {
    static final String PATH_PROPERTY = "doppel.cuda.path";
    static final String PATH_VARIABLE = "DOPPEL_CUDA";

    private static final List<String> TOOLKIT = List.of("", "lib64", "lib", "targets/x86_64-linux/lib");
    static final List<Path> SYSTEM_FOLDERS = List.of(
            Path.of("/usr/local/nvidia/lib64"),
            Path.of("/usr/local/nvidia/lib"),
            Path.of("/usr/lib/wsl/lib"),
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/local/cuda/lib64"));
    private static final String OLD_DRIVER = " (libraries of CUDA 13 need a driver of 580 or newer, this one is older)";
    private static final Pattern NUMBERED = Pattern.compile(".*\\.so\\.(\\d+).*");

    /**
     * @param found null if it is nowhere
     * @param tried every place looked at before, in words for people
     */
    record Result(LibrarySearch.@Nullable Found found, List<String> tried) {}

    /** @throws NativeException if a place named for this very library holds none */
    Result find() {
        List<String> tried = new ArrayList<>();
        return new Result(find(tried), List.copyOf(tried));
    }

    /**
     * A search in vain.
     *
     * @param driver as the driver says: 1000 * major + 10 * minor, 0 if there is none
     */
    static MissingLibraryException missing(NvidiaLibrary wanted, int major, int driver, List<String> tried) {
        String file = wanted.file(major);
        if (wanted == NvidiaLibrary.DRIVER) {
            String what = "no NVIDIA driver found (%s)".formatted(file);
            return new MissingLibraryException(wanted.title(), what, tried, wanted.remedy());
        }
        String what = "no %s found%s".formatted(file, isTooOld(driver) ? OLD_DRIVER : "");
        String remedy = "%s; name the folder in %s or %s".formatted(wanted.remedy(), PATH_VARIABLE, wanted.variable());
        return new MissingLibraryException(wanted.title(), what, tried, remedy);
    }

    private static boolean isTooOld(int driver) {
        return driver > 0 && driver < 13_000;
    }

    private LibrarySearch.@Nullable Found find(List<String> tried) {
        LibrarySearch.Found found =
                named("system property " + wanted.property(), properties.apply(wanted.property()), tried);
        if (found == null) {
            found = named("environment variable " + wanted.variable(), variables.apply(wanted.variable()), tried);
        }
        if (found != null) return found;
        if (wanted == NvidiaLibrary.DRIVER) {
            found = bySystem(tried);
            return found != null ? found : inSystemFolders(tried);
        }
        found = inRoots("system property " + PATH_PROPERTY, properties.apply(PATH_PROPERTY), tried);
        if (found == null)
            found = inRoots("environment variable " + PATH_VARIABLE, variables.apply(PATH_VARIABLE), tried);
        if (found == null) found = inRoot("cache", LibraryCache.root(variables).resolve("cuda"), tried);
        if (found == null && wanted == NvidiaLibrary.CUDNN) found = byVariable("CUDNN_PATH", tried);
        if (found == null) found = byVariable("CUDA_PATH", tried);
        if (found == null) found = byVariable("CUDA_HOME", tried);
        if (found == null) found = byVariable("VIRTUAL_ENV", tried);
        if (found == null) found = byVariable("CONDA_PREFIX", tried);
        if (found == null) found = knownToPython(tried);
        if (found == null) found = inSystemFolders(tried);
        return found != null ? found : bySystem(tried);
    }

    /** A place named for this library alone: to miss it there is an error. */
    private LibrarySearch.@Nullable Found named(String place, @Nullable String value, List<String> tried) {
        if (value == null || value.isEmpty()) {
            tried.add(place + " (not set)");
            return null;
        }
        Path path = Path.of(value).toAbsolutePath();
        if (Files.isRegularFile(path)) {
            if (isOfMajor(path)) return new LibrarySearch.Found(path, place);
            tried.add(place + " (names " + path + ", not of CUDA " + major + ")");
            return null;
        }
        Path inside = path.resolve(wanted.file(major));
        if (Files.isRegularFile(inside)) return new LibrarySearch.Found(inside, place);
        throw new NativeException("%s: %s names %s, but there is no file %s nor %s; correct it or unset it"
                .formatted(wanted.title(), place, value, path, inside));
    }

    private boolean isOfMajor(Path file) {
        if (wanted == NvidiaLibrary.DRIVER || wanted == NvidiaLibrary.CUDNN) return true;
        Matcher name = NUMBERED.matcher(file.getFileName().toString());
        return !name.matches() || name.group(1).equals(String.valueOf(major));
    }

    private LibrarySearch.@Nullable Found byVariable(String variable, List<String> tried) {
        return inRoots("environment variable " + variable, variables.apply(variable), tried);
    }

    /** Each folder of a list: a toolkit, a Python or its packages, or plainly the libraries. */
    private LibrarySearch.@Nullable Found inRoots(String place, @Nullable String list, List<String> tried) {
        if (list == null || list.isEmpty()) {
            tried.add(place + " (not set)");
            return null;
        }
        for (String root : list.split(File.pathSeparator, -1)) {
            if (root.isEmpty()) continue;
            LibrarySearch.Found found = inRoot(place, Path.of(root).toAbsolutePath(), tried);
            if (found != null) return found;
        }
        return null;
    }

    private LibrarySearch.@Nullable Found inRoot(String place, Path root, List<String> tried) {
        List<Path> folders = new ArrayList<>();
        for (String folder : TOOLKIT) folders.add(root.resolve(folder));
        addWheels(root, folders);
        for (Path packages : packagesOfPython(root)) addWheels(packages, folders);
        for (Path folder : folders) {
            Path file = folder.resolve(wanted.file(major));
            if (Files.isRegularFile(file)) return new LibrarySearch.Found(file, place);
        }
        tried.add("%s (%s)".formatted(root, place));
        return null;
    }

    private void addWheels(Path packages, List<Path> folders) {
        for (String wheel : wanted.wheelFolders(major)) {
            folders.add(packages.resolve(wheel));
            folders.add(packages.resolve("nvidia").resolve(wheel));
        }
    }

    /** Where a Python installed below a folder, such as a virtual environment, keeps its packages. */
    private static List<Path> packagesOfPython(Path prefix) {
        List<Path> packages = new ArrayList<>();
        try (DirectoryStream<Path> pythons = Files.newDirectoryStream(prefix.resolve("lib"), "python3*")) {
            for (Path one : pythons) packages.add(one.resolve("site-packages"));
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // not a Python's folder
        }
        packages.sort(null);
        return packages;
    }

    private LibrarySearch.@Nullable Found knownToPython(List<String> tried) {
        List<Path> trees = python.get();
        if (trees.isEmpty()) tried.add("python3 (knows no package nvidia)");
        for (Path tree : trees) {
            LibrarySearch.Found found = inRoot("python3", tree, tried);
            if (found != null) return found;
        }
        return null;
    }

    private LibrarySearch.@Nullable Found inSystemFolders(List<String> tried) {
        for (Path folder : folders) {
            Path file = folder.resolve(wanted.file(major));
            if (Files.isRegularFile(file)) return new LibrarySearch.Found(file, "system folder");
            tried.add(folder.toString());
        }
        return null;
    }

    private LibrarySearch.@Nullable Found bySystem(List<String> tried) {
        String name = wanted.file(major);
        if (system.test(name)) return new LibrarySearch.Found(Path.of(name), "system's own search");
        tried.add("the system's own search (" + name + ")");
        return null;
    }
}
