package doppel.bindings.cudnn;

/** The card that plans are made for: the current one, or one that is described. */
public sealed interface CudnnTarget permits CudnnHandle, DeviceProperties {}
