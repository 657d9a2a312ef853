/** Tests of face detection. */
@NullMarked
package doppel.app.detect;

import org.jspecify.annotations.NullMarked;
