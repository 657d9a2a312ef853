package doppel.kernels.cpu;

import java.util.Optional;

/**
 * A copy of an operand in the type and layout that a primitive wants.
 *
 * @param copy takes the operand, then the copy; none if the operand will do as it is
 * @param bytes size of the copy
 */
record Preparation(Optional<Step> copy, long bytes) {}
