package doppel.app.onnx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a network.
 *
 * @param name as the file has it; may be empty
 * @param type the operator, such as {@code Conv}; one outside of the standard set as {@code domain.Type}
 * @param inputs names of values; an empty one stands for an optional input left out
 * @param outputs names of values
 * @param attributes constant settings by name
 */
public record OnnxNode(
        String name, String type, List<String> inputs, List<String> outputs, Map<String, OnnxAttribute> attributes) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** The name of an input, empty where it is left out. */
    public String input(int i) {
        return i < inputs.size() ? inputs.get(i) : "";
    }

    /** Whether the attribute is there. */
    public boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    /** A whole number. */
    public long whole(String attribute, long otherwise) {
        OnnxAttribute a = attributes.get(attribute);
        if (a == null) return otherwise;
        if (a instanceof OnnxAttribute.Whole(long value)) return value;
        throw wrongKind(attribute, "a whole number", a);
    }

    /** A switch. */
    public boolean flag(String attribute) {
        return whole(attribute, 0) != 0;
    }

    /** Whole numbers. */
    public long[] wholes(String attribute, long... otherwise) {
        OnnxAttribute a = attributes.get(attribute);
        if (a == null) return otherwise;
        if (a instanceof OnnxAttribute.Wholes w) return w.values();
        throw wrongKind(attribute, "whole numbers", a);
    }

    /** A real number. */
    public float real(String attribute, float otherwise) {
        OnnxAttribute a = attributes.get(attribute);
        if (a == null) return otherwise;
        if (a instanceof OnnxAttribute.Real(float value)) return value;
        throw wrongKind(attribute, "a real number", a);
    }

    /** Real numbers; null where the attribute is missing. */
    public float @Nullable [] reals(String attribute) {
        OnnxAttribute a = attributes.get(attribute);
        if (a == null) return null;
        if (a instanceof OnnxAttribute.Reals r) return r.values();
        throw wrongKind(attribute, "real numbers", a);
    }

    /** A word. */
    public String text(String attribute, String otherwise) {
        OnnxAttribute a = attributes.get(attribute);
        if (a == null) return otherwise;
        if (a instanceof OnnxAttribute.Text(String value)) return value;
        throw wrongKind(attribute, "a word", a);
    }

    /** For messages: the type, with the node's name or, where it has none, what it writes. */
    public String title() {
        return name.isEmpty() ? "%s node writing %s".formatted(type, outputs) : "%s node %s".formatted(type, name);
    }

    private IllegalArgumentException wrongKind(String attribute, String wanted, OnnxAttribute came) {
        return new IllegalArgumentException("attribute %s: wanted %s, got %s".formatted(attribute, wanted, came));
    }
}
