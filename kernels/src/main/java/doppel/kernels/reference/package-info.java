/**
 * The textbook back-end: plain loops in double precision over f32 and f64 buffers, slow and obviously right. Every
 * other back-end is tested against it.
 */
@NullMarked
package doppel.kernels.reference;

import org.jspecify.annotations.NullMarked;
