/**
 * From aligned faces on disk to batches for training.
 *
 * <ul>
 *   <li>{@link doppel.app.data.FaceSet}: the faces of one identity, ready at a model's size
 *   <li>{@link doppel.app.data.Augmentation}: how much each sample is turned, scaled, moved, morphed, mirrored and
 *       warped
 *   <li>{@link doppel.app.data.Sampler}: sample number k of a seed, always the same
 *   <li>{@link doppel.app.data.BatchFeed}: batches made ahead of need by threads of their own
 * </ul>
 */
@NullMarked
package doppel.app.data;

import org.jspecify.annotations.NullMarked;
