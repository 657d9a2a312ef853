/**
 * What all modules' tests share; travels as the test jar of this module.
 *
 * <ul>
 *   <li>{@link doppel.bindings.testing.NativeLedgerExtension}: fails a test that leaves native resources open
 *   <li>{@link doppel.bindings.testing.Wheels}: NVIDIA's libraries and headers, where there are any
 *   <li>{@link doppel.bindings.testing.FakeCuda}: a CUDA driver without a card that records and checks
 *   <li>{@link doppel.bindings.testing.Gcc}: the C compiler
 * </ul>
 */
@NullMarked
package doppel.bindings.testing;

import org.jspecify.annotations.NullMarked;
