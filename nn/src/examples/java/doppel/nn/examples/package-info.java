/**
 * The programs of {@code docs/study}: one or two small classes a chapter, each with a {@code main}. Part of the tests,
 * not of the product.
 */
@NullMarked
package doppel.nn.examples;

import org.jspecify.annotations.NullMarked;
