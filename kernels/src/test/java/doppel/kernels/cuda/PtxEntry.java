package doppel.kernels.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kernel as PTX declares it.
 *
 * @param name of the entry
 * @param parameters in order
 * @param threads most threads of a block, of all three sizes together; 0 if not said
 */
record PtxEntry(String name, List<Parameter> parameters, int threads) {
    private static final Pattern ENTRY =
            Pattern.compile("\\.entry\\s+(\\w+)\\s*\\((.*?)\\)\\s*(?:\\.maxntid\\s+([\\d, ]+))?", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile(
            "\\.param\\s+(?:\\.align\\s+(\\d+)\\s+)?\\.([ubfs])(\\d+)(?:\\s+\\.ptr(?:\\s+\\.\\w+)?(?:\\s+\\.align\\s+\\d+)?)?\\s+\\w+(?:\\[(\\d+)])?");

    /**
     * One {@code .param}.
     *
     * @param offset where it stands in the packed arguments, after C's rule
     * @param bytes its size
     */
    record Parameter(int offset, int bytes) {}

    /** All entries of a PTX text. */
    static List<PtxEntry> parse(String ptx) {
        List<PtxEntry> entries = new ArrayList<>();
        Matcher entry = ENTRY.matcher(ptx);
        while (entry.find()) {
            List<Parameter> parameters = new ArrayList<>();
            int end = 0;
            Matcher p = PARAMETER.matcher(entry.group(2));
            while (p.find()) {
                int unit = Integer.parseInt(p.group(3)) / 8;
                int align = p.group(1) == null ? unit : Integer.parseInt(p.group(1));
                int bytes = p.group(4) == null ? unit : unit * Integer.parseInt(p.group(4));
                int offset = (end + align - 1) / align * align;
                parameters.add(new Parameter(offset, bytes));
                end = offset + bytes;
            }
            entries.add(new PtxEntry(entry.group(1), parameters, product(entry.group(3))));
        }
        return entries;
    }

    private static int product(@Nullable String sizes) {
        if (sizes == null) return 0;
        int product = 1;
        for (String size : sizes.split(",", -1)) product *= Integer.parseInt(size.strip());
        return product;
    }
}
