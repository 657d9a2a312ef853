/**
 * Networks that others trained, in files that do not come with Doppel.
 *
 * <ul>
 *   <li>{@link doppel.app.models.ModelFile}: which files, with their digests, sources and licences
 *   <li>{@link doppel.app.models.ModelStore}: finds and checks them
 *   <li>{@link doppel.app.models.ModelState}: whether one is there, and what helps if not
 * </ul>
 */
@NullMarked
package doppel.app.models;

import org.jspecify.annotations.NullMarked;
