/**
 * Clips of people who do not exist, for trying the pipeline without any file from outside.
 *
 * <ul>
 *   <li>{@link doppel.app.demo.TalkingHead}: the clip; pictures, points and sound
 *   <li>{@code Person}: how an invented person looks and sounds
 *   <li>{@code HeadShape}, {@code FaceMap}, {@code Scalp}, {@code Beard}: the surface of a head and where its features
 *       run
 *   <li>{@code HeadMesh}, {@code Parts}, {@code HeadHair}, {@code FaceHair}: what is drawn
 *   <li>{@code Performance}, {@code Speech}, {@code Babble}, {@code Muscles}: movement and sound
 *   <li>{@code Figure}, {@code Canvas}, {@code Shader}, {@code ShadowMap}, {@code Strands}, {@code Film}: from meshes to
 *       pixels
 *   <li>{@code Truth}: where the 68 points are
 * </ul>
 */
@NullMarked
package doppel.app.demo;

import org.jspecify.annotations.NullMarked;
