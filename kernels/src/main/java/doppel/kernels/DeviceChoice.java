package doppel.kernels;

/**
 * The device to compute on, and why.
 *
 * @param device one that can be used
 * @param reason in words for people
 */
public record DeviceChoice(Device device, String reason) {}
