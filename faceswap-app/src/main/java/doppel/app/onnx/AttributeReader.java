package doppel.app.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an {@code AttributeProto}: a name and one value, whose kind the file tells, or else the field it is in. */
final class AttributeReader {
    private final ProtoMessage in;
    private String name = "";
    private long kind;
    private long whole;
    private float real;
    private String text = "";
    private @Nullable OnnxTensor tensor;
    private final NumberList.Reals reals = new NumberList.Reals();
    private final NumberList.Wholes wholes = new NumberList.Wholes();
    private final List<String> texts = new ArrayList<>();

    AttributeReader(ProtoMessage in) {
        this.in = in;
    }

    /** Reads the attribute in the current field into a map. */
    void read(Map<String, OnnxAttribute> into) throws IOException {
        var found = new Object() {
            long kind;
        };
        in.message(field -> {
            long of = field(field);
            if (of > 0) found.kind = of;
            return of >= 0;
        });
        into.put(name, value(kind != 0 ? kind : found.kind));
    }

    /** The kind that a value in this field is of, 0 for what is no value, -1 for what is passed over. */
    private long field(int field) throws IOException {
        switch (field) {
            case 1 -> name = in.text();
            case 2 -> {
                real = in.real();
                return 1;
            }
            case 3 -> {
                whole = in.whole();
                return 2;
            }
            case 4 -> {
                text = in.text();
                return 3;
            }
            case 5 -> {
                tensor = TensorReader.read(in).tensor();
                return 4;
            }
            case 7 -> {
                in.reals(reals);
                return 6;
            }
            case 8 -> {
                in.wholes(wholes);
                return 7;
            }
            case 9 -> {
                texts.add(in.text());
                return 8;
            }
            case 20 -> kind = in.whole();
            default -> {
                return -1;
            }
        }
        return 0;
    }

    private OnnxAttribute value(long of) throws IOException {
        return switch ((int) of) {
            case 1 -> new OnnxAttribute.Real(real);
            case 2 -> new OnnxAttribute.Whole(whole);
            case 3 -> new OnnxAttribute.Text(text);
            case 4 -> {
                if (tensor == null) throw new IOException("attribute \"" + name + "\" lacks its tensor");
                yield new OnnxAttribute.Constant(tensor);
            }
            case 6 -> new OnnxAttribute.Reals(reals.toArray());
            case 7 -> new OnnxAttribute.Wholes(wholes.toArray());
            case 8 -> new OnnxAttribute.Texts(texts);
            case 5, 10 -> new OnnxAttribute.Unread("graph");
            default -> new OnnxAttribute.Unread("kind " + of);
        };
    }
}
