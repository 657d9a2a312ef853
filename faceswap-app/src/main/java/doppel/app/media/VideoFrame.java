package doppel.app.media;

import doppel.app.image.Frame;

/**
 * One frame of a clip.
 *
 * @param picture upright, of the size that {@link VideoInfo} names; belongs to whoever asked for it
 * @param index counted from 0 in the order of showing
 * @param seconds when it is shown, from the start of the clip
 */
public record VideoFrame(Frame picture, long index, double seconds) {}
