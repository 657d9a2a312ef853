/**
 * Clips in and out. The only package that imports FFmpeg.
 *
 * <ul>
 *   <li>{@link doppel.app.media.VideoReader}: a clip, or a folder of pictures, frame by frame in bounded memory; {@code
 *       ClipReader} and {@code PictureFolderReader} do it
 *   <li>{@link doppel.app.media.VideoFrame}, {@link doppel.app.media.VideoInfo}, {@link doppel.app.media.Rational}, {@link
 *       doppel.app.media.ColorTags}: values
 *   <li>{@link doppel.app.media.VideoWriter}: an H.264 clip with the sound of another, as {@link
 *       doppel.app.media.VideoSettings} asks; made of {@code H264Encoder} and {@code SoundTrack}, which is a {@code
 *       SoundCopy} or a {@code SoundEncoder}
 *   <li>{@code Demuxer}, {@code Orientation}, {@code PixelConverter}: packets of a file, its rotation flag, YUV to BGR and
 *       back
 *   <li>{@code Ffmpeg}, {@code FfmpegLog}: start of the library, its errors as exceptions
 * </ul>
 */
@NullMarked
package doppel.app.media;

import org.jspecify.annotations.NullMarked;
