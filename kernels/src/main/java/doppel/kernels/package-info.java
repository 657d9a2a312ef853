/**
 * The contract of a device: what can be computed, on what memory.
 *
 * <ul>
 *   <li>{@link doppel.kernels.Buffer}: values of one {@link doppel.kernels.DType} and {@link doppel.kernels.Shape}
 *   <li>{@link doppel.kernels.Kernels}: the families of kernels and the {@link doppel.kernels.Memory} of one back-end
 *   <li>{@link doppel.kernels.Program}: work that a device may record once and replay; {@link
 *       doppel.kernels.UpdateControl}: what changes from step to step
 *   <li>{@link doppel.kernels.Precision}: what is multiplied, and on a card stored, in how many bits
 *   <li>{@link doppel.kernels.Device}, {@link doppel.kernels.DeviceChoice}, {@link doppel.kernels.DeviceReport}: where
 *       to compute, why there, and what is missing elsewhere
 *   <li>records such as {@link doppel.kernels.Conv2dOptions}: what a kernel is asked for, checked once
 * </ul>
 */
@NullMarked
package doppel.kernels;

import org.jspecify.annotations.NullMarked;
