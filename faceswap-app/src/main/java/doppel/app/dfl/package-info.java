/**
 * DeepFaceLab's files in plain Java: what it wrote is read, and what is written here it reads.
 *
 * <ul>
 *   <li>{@link doppel.app.dfl.FaceJpeg}, {@link doppel.app.dfl.FaceMetadata}: aligned faces and what is known of them
 *   <li>{@link doppel.app.dfl.FacesetPak}: many faces in one file
 *   <li>{@link doppel.app.dfl.WeightFile}: a network's weights, {@link doppel.app.dfl.ModelData}: a model's options and
 *       history
 *   <li>{@link doppel.app.dfl.Pickle}, {@link doppel.app.dfl.PickleWriter}: the part of Python's object format that all of
 *       them are made of, with an allow-list and limits
 *   <li>{@link doppel.app.dfl.NumpyArray}: an array in such a file
 * </ul>
 */
@NullMarked
package doppel.app.dfl;

import org.jspecify.annotations.NullMarked;
