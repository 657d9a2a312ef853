package doppel.app.onnx;

/** What goes from node to node: values on the device, or small ones on the host. */
public sealed interface GraphValue permits GraphTensor, OnnxTensor {}
