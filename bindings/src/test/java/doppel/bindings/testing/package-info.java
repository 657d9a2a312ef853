/**
 * What all modules' tests share; travels as the test jar of this module.
 *
 * <ul>
 *   <li>{@link doppel.bindings.testing.NativeLedgerExtension}: fails a test that leaves native resources open
 * </ul>
 */
@NullMarked
package doppel.bindings.testing;

import org.jspecify.annotations.NullMarked;
