package doppel.bindings.libraries;

import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a library is looked for: the file or folder named by a system property, then by an environment variable, then
 * the resource of its artifact. A named place that holds no library is an error; nothing else is tried then.
 *
 * @param properties system properties by name
 * @param variables environment variables by name
 * @param resources class path and module path by resource name
 */
record LibrarySearch(
        NativeLibrary.Description wanted,
        Platform platform,
        Function<String, @Nullable String> properties,
        Function<String, @Nullable String> variables,
        Function<String, @Nullable URL> resources) {

    /**
     * @param file an absolute path
     * @param origin in words for people
     */
    record Found(Path file, String origin) {}

    static LibrarySearch ofThisProcess(NativeLibrary.Description wanted) {
        // the loader's view covers class path and module path; the folder is no package, so no module hides it
        ClassLoader loader = LibrarySearch.class.getClassLoader();
        return new LibrarySearch(wanted, Platform.current(), System::getProperty, System::getenv, loader::getResource);
    }

    String name() {
        return wanted.name();
    }

    /** @throws NativeException naming every place tried and the remedy */
    Found find() {
        List<String> tried = new ArrayList<>();
        Found found = named("system property " + wanted.property(), properties.apply(wanted.property()), tried);
        if (found == null) {
            found = named("environment variable " + wanted.variable(), variables.apply(wanted.variable()), tried);
        }
        if (found == null) found = resource(tried);
        if (found != null) return found;
        throw new NativeException(
                "%s: no library for %s, tried %s; put %s with classifier %s on the class path or set %s"
                        .formatted(
                                wanted.name(),
                                platform,
                                String.join(", ", tried),
                                wanted.artifact(),
                                platform,
                                wanted.variable()));
    }

    private @Nullable Found named(String place, @Nullable String value, List<String> tried) {
        if (value == null || value.isEmpty()) {
            tried.add(place + " (not set)");
            return null;
        }
        Path path = Path.of(value).toAbsolutePath();
        if (Files.isRegularFile(path)) return new Found(path, place);
        List<String> missing = new ArrayList<>(List.of(path.toString()));
        if (wanted.files().containsKey(platform)) {
            Path inside = path.resolve(wanted.files().get(platform).getFirst());
            if (Files.isRegularFile(inside)) return new Found(inside, place);
            missing.add(inside.toString());
        }
        throw new NativeException("%s: %s names %s, but there is no file %s; correct it or unset it"
                .formatted(wanted.name(), place, value, String.join(" nor ", missing)));
    }

    private @Nullable Found resource(List<String> tried) {
        if (!wanted.files().containsKey(platform)) {
            tried.add("resources (there are only those for " + wanted.files().keySet() + ")");
            return null;
        }
        List<URL> found = new ArrayList<>();
        for (String file : wanted.files().get(platform)) {
            String resource = wanted.folder() + "/" + platform.classifier() + "/" + file;
            URL url = resources.apply(resource);
            if (url == null) {
                tried.add("resource " + resource + " (absent)");
                return null;
            }
            found.add(url);
        }
        try {
            if (found.getFirst().getProtocol().equals("file")) { // already unpacked
                return new Found(Path.of(found.getFirst().toURI()), "class path folder");
            }
            LibraryCache cache = new LibraryCache(LibraryCache.root(variables));
            Path folder = cache.unpack(wanted.name() + "-" + wanted.version() + "-" + platform.classifier(), found);
            return new Found(
                    folder.resolve(wanted.files().get(platform).getFirst()), "unpacked from " + wanted.artifact());
        } catch (IOException e) {
            throw new NativeException(
                    "%s: cannot unpack %s into %s: %s; free some space, or set DOPPEL_CACHE to a folder that can be written"
                            .formatted(wanted.name(), found.getFirst(), LibraryCache.root(variables), e),
                    e);
        } catch (URISyntaxException e) {
            throw new NativeException(wanted.name() + ": not a path: " + found.getFirst(), e);
        }
    }
}
