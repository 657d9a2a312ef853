package doppel.bindings.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.gen.cuda.cuda_h;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.testing.FakeCuda;
import doppel.bindings.testing.Wheels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The driver comes in no wheel, so its functions are looked for where NVIDIA says since when there are which. */
class DriverFunctionTest {
    /** The oldest driver that we accept. */
    private static final int OLDEST = 12_000;

    /** Called only if the driver has it. */
    private static final Map<String, Integer> OPTIONAL = Map.of("cuFuncLoad", 12_040);

    private static final Pattern TYPE = Pattern.compile("\\(CUDAAPI \\*PFN_(cu\\w+?)_v(\\d+)\\)\\(");
    private static final Pattern SYMBOL = Pattern.compile("(cu\\w+?)(?:_v(\\d))?");

    @Test
    void everyFunctionIsInTheOldestDriverThatWeAccept() throws IOException {
        Map<String, NavigableSet<Integer>> versions = new HashMap<>();
        Matcher type = TYPE.matcher(Files.readString(Wheels.headers().resolve("cudaTypedefs.h")));
        while (type.find()) {
            versions.computeIfAbsent(type.group(1), _ -> new TreeSet<>()).add(Integer.valueOf(type.group(2)));
        }
        Map<String, Integer> newer = new TreeMap<>();
        Set<String> functions = HeaderCheck.functions(cuda_h.class);
        assertTrue(functions.size() > 60, functions::toString);
        for (String symbol : functions) {
            int since = since(symbol, versions);
            if (since > OLDEST) newer.put(symbol, since);
        }
        assertEquals(OPTIONAL, newer);
    }

    /** The first version of a function has its plain name, the second ends in {@code _v2}, and so on. */
    private static int since(String symbol, Map<String, NavigableSet<Integer>> versions) {
        Matcher name = SYMBOL.matcher(symbol);
        assertTrue(name.matches(), symbol);
        int place = name.group(2) == null ? 1 : Integer.parseInt(name.group(2));
        List<Integer> known = List.copyOf(versions.getOrDefault(name.group(1), new TreeSet<>()));
        assertTrue(known.size() >= place, symbol + " is not in cudaTypedefs.h: " + known);
        return known.get(place - 1);
    }

    @Test
    void theFakeDriverHasThemAll() {
        FakeCuda.install();
        var missing = new TreeSet<>(HeaderCheck.functions(cuda_h.class));
        missing.removeIf(name -> NativeLibrary.CUDA.symbols().find(name).isPresent());
        assertEquals(Set.of(), missing);
    }
}
