/**
 * The programs of {@code docs/study} that look at native calls: here, because no other module sees them. Part of the
 * tests, not of the product.
 */
@NullMarked
package doppel.bindings.examples;

import org.jspecify.annotations.NullMarked;
