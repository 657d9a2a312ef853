/** Tests of face geometry against DeepFaceLab's own numbers. */
@NullMarked
package doppel.app.face;

import org.jspecify.annotations.NullMarked;
