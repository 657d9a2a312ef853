package doppel.app.onnx;

import java.util.List;

/**
 * An input or output of a network.
 *
 * @param name under which values go in or come out
 * @param sizes outermost axis first, a picture being {@code [n, c, h, w]}; 0 where any size will do; empty where the
 *     file does not tell
 */
public record OnnxPort(String name, List<Integer> sizes) {
    public OnnxPort {
        sizes = List.copyOf(sizes);
    }
}
