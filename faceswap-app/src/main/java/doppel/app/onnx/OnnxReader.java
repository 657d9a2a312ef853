package doppel.app.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads ONNX files. The file is not trusted: sizes, depth and counts are limited, and whatever is cut short, does not
 * fit or is unknown in a place that matters is an {@link IOException}. What does not change the result (names of
 * authors, notes, training parts, shapes in between) is passed over. Source: {@code onnx.proto} of the ONNX project,
 * version 1 of the format, IR versions 3 and later.
 */
public final class OnnxReader {
    private static final long FILE_LIMIT = 256 << 20;

    private final ProtoMessage in;
    private String producer = "";
    private long opset;
    private boolean hasGraph;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxPort> inputs = new ArrayList<>();
    private final List<OnnxPort> outputs = new ArrayList<>();
    private final Map<String, OnnxTensor> initializers = new HashMap<>();

    private OnnxReader(byte[] file) {
        in = new ProtoMessage(file);
    }

    /**
     * The network in a file.
     *
     * @throws IOException if it cannot be read or is not a sound ONNX file
     */
    public static OnnxModel read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > FILE_LIMIT) throw new IOException("%s: %d bytes, more than %d".formatted(file, size, FILE_LIMIT));
        try {
            return read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The network in the bytes of a file.
     *
     * @throws IOException if they are not a sound ONNX file
     */
    public static OnnxModel read(byte[] file) throws IOException {
        OnnxReader reader = new OnnxReader(file);
        try {
            reader.in.fields(reader::model);
        } catch (IOException e) {
            throw new IOException("not a sound ONNX file: " + e.getMessage(), e);
        }
        return reader.finish();
    }

    private OnnxModel finish() throws IOException {
        if (!hasGraph) throw new IOException("not a sound ONNX file: it has no graph");
        if (opset < 1) throw new IOException("not a sound ONNX file: it names no operator set");
        inputs.removeIf(port -> initializers.containsKey(port.name()));
        return new OnnxModel(producer, opset, inputs, outputs, nodes, initializers);
    }

    private boolean model(int field) throws IOException {
        switch (field) {
            case 2 -> producer = in.text();
            case 7 -> {
                if (hasGraph) throw new IOException("two graphs");
                hasGraph = true;
                in.message(this::graph);
            }
            case 8 -> operatorSet();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void operatorSet() throws IOException {
        var read = new Object() {
            String domain = "";
            long version;
        };
        in.message(field -> {
            switch (field) {
                case 1 -> read.domain = in.text();
                case 2 -> read.version = in.whole();
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (isStandard(read.domain)) opset = read.version;
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private boolean graph(int field) throws IOException {
        switch (field) {
            case 1 -> nodes.add(node());
            case 5 -> {
                TensorReader.Named constant = TensorReader.read(in);
                initializers.put(constant.name(), constant.tensor());
            }
            case 11 -> inputs.add(port());
            case 12 -> outputs.add(port());
            default -> {
                return false;
            }
        }
        return true;
    }

    private OnnxNode node() throws IOException {
        var read = new Object() {
            String name = "";
            String type = "";
            String domain = "";
            final List<String> inputs = new ArrayList<>();
            final List<String> outputs = new ArrayList<>();
            final Map<String, OnnxAttribute> attributes = new HashMap<>();
        };
        in.message(field -> {
            switch (field) {
                case 1 -> read.inputs.add(in.text());
                case 2 -> read.outputs.add(in.text());
                case 3 -> read.name = in.text();
                case 4 -> read.type = in.text();
                case 5 -> new AttributeReader(in).read(read.attributes);
                case 7 -> read.domain = in.text();
                default -> {
                    return false;
                }
            }
            return true;
        });
        String type = isStandard(read.domain) ? read.type : read.domain + "." + read.type;
        return new OnnxNode(read.name, type, read.inputs, read.outputs, read.attributes);
    }

    private OnnxPort port() throws IOException {
        var read = new Object() {
            String name = "";
            final List<Integer> sizes = new ArrayList<>();
        };
        in.message(field -> {
            switch (field) {
                case 1 -> read.name = in.text();
                case 2 ->
                    in.message(nested(
                            1,
                            nested(
                                    2,
                                    nested(
                                            1,
                                            dimension -> {
                                                if (dimension == 1) {
                                                    long size = in.whole();
                                                    read.sizes.set(
                                                            read.sizes.size() - 1,
                                                            size > 0 && size <= Integer.MAX_VALUE ? (int) size : 0);
                                                    return true;
                                                }
                                                return false;
                                            },
                                            () -> read.sizes.add(0)))));
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new OnnxPort(read.name, read.sizes);
    }

    /** A message of which only the messages in one field count. */
    private ProtoMessage.Fields nested(int wanted, ProtoMessage.Fields inner) {
        return nested(wanted, inner, () -> {});
    }

    private ProtoMessage.Fields nested(int wanted, ProtoMessage.Fields inner, Runnable before) {
        return field -> {
            if (field != wanted) return false;
            before.run();
            in.message(inner);
            return true;
        };
    }
}
