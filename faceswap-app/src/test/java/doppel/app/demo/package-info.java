/** Tests of the demo's own clips. */
@NullMarked
package doppel.app.demo;

import org.jspecify.annotations.NullMarked;
