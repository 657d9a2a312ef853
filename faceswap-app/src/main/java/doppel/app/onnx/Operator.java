package doppel.app.onnx;

import java.io.IOException;

/** One type of node: reads the attributes and constants of a node once, and gives what is done at each run. */
@FunctionalInterface
interface Operator {
    /**
     * What the node does.
     *
     * @throws IOException by {@link NodeSetup#unsupported}, if this is a form of the operator that is not implemented
     * @throws IllegalArgumentException if the node does not make sense
     */
    Step prepare(NodeSetup node) throws IOException;
}
