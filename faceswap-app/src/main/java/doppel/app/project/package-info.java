/**
 * The workspace folder, and how files come into being in it.
 *
 * <ul>
 *   <li>{@link doppel.app.project.Workspace}: where clips, faces, model and result lie, under DeepFaceLab's names
 *   <li>{@link doppel.app.project.AtomicFiles}: a file is there whole or not at all
 * </ul>
 */
@NullMarked
package doppel.app.project;

import org.jspecify.annotations.NullMarked;
