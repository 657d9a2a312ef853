/**
 * Swapped faces put back into frames, as DeepFaceLab's merger does it.
 *
 * <ul>
 *   <li>{@link doppel.app.blend.FaceMerger}: the whole way from a frame and landmarks to the finished frame, with
 *       {@link doppel.app.blend.MergeOptions}
 *   <li>{@link doppel.app.blend.Predictor}, {@link doppel.app.blend.Prediction}: what it asks of a network
 *   <li>{@link doppel.app.blend.FaceCrop}, {@link doppel.app.blend.Patch}, {@link doppel.app.blend.MergedFrame}: the
 *       stages, for those who run the network elsewhere
 *   <li>{@link doppel.app.blend.MergeMode}, {@link doppel.app.blend.MaskMode},
 *       {@link doppel.app.blend.ColorTransfer}, {@link doppel.app.blend.SharpenMode}: the choices
 *   <li>{@code FaceMask}, {@code EllipseMorphology}, {@code FaceFilters}, {@code HistogramMatch}, {@code SeamlessPaste}, {@code Palette} and the
 *       {@code ...Transfer} classes: one step of the way each
 * </ul>
 */
@NullMarked
package doppel.app.blend;

import org.jspecify.annotations.NullMarked;
