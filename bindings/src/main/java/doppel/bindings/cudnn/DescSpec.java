package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A backend descriptor as a value: its type, and its attributes in the order in which they are set. One object is one
 * native descriptor, however many others refer to it.
 */
final class DescSpec {
    private final String name;
    private final int type;
    private final List<Attribute> attributes = new ArrayList<>();

    /** One attribute; names are for messages. */
    sealed interface Attribute {
        String name();

        int number();
    }

    record Longs(String name, int number, long[] values) implements Attribute {}

    /** @param type cuDNN's type of the attribute: the enumerations differ by it */
    record Choice(String name, int number, int type, int value) implements Attribute {}

    record Flag(String name, int number, boolean value) implements Attribute {}

    record Real(String name, int number, double value) implements Attribute {}

    record Text(String name, int number, String value) implements Attribute {}

    record Pointers(String name, int number, long[] values) implements Attribute {}

    record Handle(String name, int number, MemorySegment value) implements Attribute {}

    record Parts(String name, int number, List<DescSpec> values) implements Attribute {}

    /** A native descriptor made before, which stays another's. */
    record Made(String name, int number, MemorySegment value) implements Attribute {}

    /** @param name of the descriptor, for messages */
    DescSpec(String name, int type) {
        this.name = name;
        this.type = type;
    }

    String name() {
        return name;
    }

    int type() {
        return type;
    }

    List<Attribute> attributes() {
        return attributes;
    }

    DescSpec longs(String attribute, int number, long... values) {
        return with(new Longs(attribute, number, values.clone()));
    }

    DescSpec choice(String attribute, int number, int choiceType, int value) {
        return with(new Choice(attribute, number, choiceType, value));
    }

    DescSpec type(String attribute, int number, CudnnType value) {
        return choice(attribute, number, cudnn_h.CUDNN_TYPE_DATA_TYPE(), value.code());
    }

    DescSpec flag(String attribute, int number, boolean value) {
        return with(new Flag(attribute, number, value));
    }

    DescSpec real(String attribute, int number, double value) {
        return with(new Real(attribute, number, value));
    }

    DescSpec text(String attribute, int number, String value) {
        return with(new Text(attribute, number, value));
    }

    DescSpec pointers(String attribute, int number, long... values) {
        return with(new Pointers(attribute, number, values.clone()));
    }

    DescSpec handle(String attribute, int number, MemorySegment value) {
        return with(new Handle(attribute, number, value));
    }

    DescSpec part(String attribute, int number, DescSpec value) {
        return parts(attribute, number, List.of(value));
    }

    DescSpec parts(String attribute, int number, List<DescSpec> values) {
        return with(new Parts(attribute, number, List.copyOf(values)));
    }

    DescSpec made(String attribute, int number, MemorySegment value) {
        return with(new Made(attribute, number, value));
    }

    private DescSpec with(Attribute attribute) {
        attributes.add(attribute);
        return this;
    }
}
