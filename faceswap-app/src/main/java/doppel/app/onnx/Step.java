package doppel.app.onnx;

/** What a node does at each run. */
@FunctionalInterface
interface Step {
    /**
     * The node's value; in the run's scope, in an outer one, or an input itself.
     *
     * @throws IllegalArgumentException if the inputs do not fit
     */
    GraphValue run(NodeRun run);
}
