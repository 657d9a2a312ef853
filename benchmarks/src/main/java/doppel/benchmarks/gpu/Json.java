package doppel.benchmarks.gpu;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flat JSON objects of texts, numbers and truth values, one a line. */
final class Json {
    private static final Pattern FIELD =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,\\s}]+)");

    private static final Pattern ESCAPED = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

    private Json() {}

    /** Numbers that JSON does not know become texts. */
    static String line(Map<String, ?> fields) {
        var text = new StringBuilder("{");
        fields.forEach((name, value) -> {
            if (text.length() > 1) text.append(", ");
            text.append(quoted(name)).append(": ").append(value(value));
        });
        return text.append('}').toString();
    }

    private static String value(Object value) {
        if (value instanceof Double d && !Double.isFinite(d)) return quoted(d.toString());
        if (value instanceof Double d) return String.format(Locale.ROOT, "%.6g", d);
        return value instanceof Number || value instanceof Boolean ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c == '\n') quoted.append("\\n");
            else if (c < ' ') quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** Numbers become {@link Double}s, {@code true} and {@code false} {@link Boolean}s, all else texts. */
    static Map<String, Object> parse(String line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(line);
        while (field.find()) fields.put(plain(field.group(1)), parsed(field.group(2)));
        return fields;
    }

    private static Object parsed(String value) {
        if (value.startsWith("\"")) return plain(value.substring(1, value.length() - 1));
        if (value.equals("true") || value.equals("false")) return value.equals("true");
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private static String plain(String quoted) {
        return ESCAPED.matcher(quoted).replaceAll(escape -> {
            String code = escape.group(1);
            if (code.length() > 1) return Matcher.quoteReplacement("" + (char) Integer.parseInt(code.substring(1), 16));
            return code.equals("n") ? "\n" : Matcher.quoteReplacement(code);
        });
    }
}
