/**
 * Training a model on two face sets.
 *
 * <ul>
 *   <li>{@link doppel.app.train.Preset}: models and training options that fit together
 *   <li>{@link doppel.app.train.TrainSettings}: what one run is asked for
 *   <li>{@link doppel.app.train.Trainer}: the loop, its checkpoints, its history and its previews
 *   <li>{@link doppel.app.train.ModelFolder}: the files of a model
 * </ul>
 */
@NullMarked
package doppel.app.train;

import org.jspecify.annotations.NullMarked;
