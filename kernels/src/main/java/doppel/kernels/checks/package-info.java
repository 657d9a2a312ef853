/**
 * What kernels ask of their arguments, the same for every back-end: each method throws {@link
 * java.lang.IllegalArgumentException} naming the op and the shapes.
 *
 * <ul>
 *   <li>{@link doppel.kernels.checks.Checks}: types and shapes of any op
 *   <li>{@link doppel.kernels.checks.ConvChecks}, {@link doppel.kernels.checks.MatmulChecks}, {@link
 *       doppel.kernels.checks.ResampleChecks}, {@link doppel.kernels.checks.GeometryChecks}, {@link
 *       doppel.kernels.checks.LayoutChecks}, {@link doppel.kernels.checks.LossChecks}, {@link
 *       doppel.kernels.checks.NormChecks}: those of a family
 *   <li>{@link doppel.kernels.checks.MomentGroups}: what shares its moments
 * </ul>
 */
@NullMarked
package doppel.kernels.checks;

import org.jspecify.annotations.NullMarked;
