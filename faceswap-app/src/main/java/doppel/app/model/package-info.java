/**
 * The networks that swap faces, after DeepFaceLab's SAEHD.
 *
 * <ul>
 *   <li>{@link doppel.app.model.Archi}: which of its architectures, such as {@code liae-ud}
 *   <li>{@link doppel.app.model.ModelOptions}: resolution, widths and what is trained
 *   <li>{@link doppel.app.model.SwapNet}: encoder, inters and decoders, put together
 *   <li>{@link doppel.app.model.SaehdLoss}: how far the pictures are from their targets
 *   <li>{@link doppel.app.model.SaehdModel}: net, optimizer and counter: what is trained, saved and asked for swaps
 *   <li>{@link doppel.app.model.TrainingStep}: one step of it on faces that stay, which a card replays
 * </ul>
 */
@NullMarked
package doppel.app.model;

import org.jspecify.annotations.NullMarked;
