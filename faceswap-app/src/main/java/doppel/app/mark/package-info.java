/**
 * Says inside every picture and clip that is given away that a trained model made part of it, in words that programs
 * read: an XMP packet with IPTC's Digital Source Type. Marking is the last thing done to a file.
 *
 * <ul>
 *   <li>{@link doppel.app.mark.AiMark}: marks files and reads marks
 *   <li>{@link doppel.app.mark.Mark}: what is said, {@link doppel.app.mark.SourceType}: how it was made
 *   <li>{@code XmpPacket}: the XML; {@code Container}: where PNG, JPEG and MP4 files keep it
 * </ul>
 *
 * <p>Sources: Adobe, "XMP Specification", parts 1 and 3; IPTC, "Photo Metadata Standard" 2025.1 and "Digital Source
 * Type" NewsCodes.
 */
@NullMarked
package doppel.app.mark;

import org.jspecify.annotations.NullMarked;
