/** For tests of whole models: what {@code doppel.app.model} does not show. */
@NullMarked
package doppel.app.model;

import org.jspecify.annotations.NullMarked;
