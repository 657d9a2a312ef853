/** Tests of merging against pictures that DeepFaceLab's merger made. */
@NullMarked
package doppel.app.blend;

import org.jspecify.annotations.NullMarked;
