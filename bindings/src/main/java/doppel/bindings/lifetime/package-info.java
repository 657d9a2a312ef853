/**
 * Who owns what outside the heap.
 *
 * <ul>
 *   <li>{@link doppel.bindings.lifetime.NativeLedger}: every open native resource, for leak checks
 *   <li>{@link doppel.bindings.lifetime.Owned}: handles that are destroyed when an arena closes
 *   <li>{@link doppel.bindings.lifetime.NativeException}: root of what native libraries refuse
 * </ul>
 */
@NullMarked
package doppel.bindings.lifetime;

import org.jspecify.annotations.NullMarked;
