package doppel.kernels.cpu;

import java.util.Optional;

/**
 * The way of a result from the type and layout in which a primitive gives it to ours.
 *
 * @param copy takes what is given, then ours; none if the primitive gives ours
 * @param bytes size of what is given
 */
record Delivery(Optional<Step> copy, long bytes) {}
