package doppel.kernels.cpu;

import doppel.bindings.onednn.Primitive;

/**
 * A primitive and the scratch memory it needs while it runs.
 *
 * @param primitive takes its scratchpad as last argument
 */
record Step(Primitive primitive, long scratchBytes) {}
