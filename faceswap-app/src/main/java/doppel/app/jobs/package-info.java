/**
 * What the program does, each job a record of its options with a {@code run}; all can be stopped and taken up again.
 *
 * <ul>
 *   <li>{@link doppel.app.jobs.ExtractJob}: from a clip to aligned faces
 *   <li>{@code FaceTrack}: a clip's faces, their landmarks smoothed over time
 *   <li>{@link doppel.app.jobs.TrainJob}: from two folders of faces to a model
 *   <li>{@link doppel.app.jobs.MergeJob}: from a clip, its faces and a model to frames
 *   <li>{@link doppel.app.jobs.VideoJob}: from frames to a marked clip with sound
 *   <li>{@link doppel.app.jobs.SwapJob}: all of it in a workspace
 *   <li>{@link doppel.app.jobs.DemoJob}: the same on clips the program draws itself
 *   <li>{@link doppel.app.jobs.Doctor}: what there is and what is missing
 *   <li>{@link doppel.app.jobs.JobLog}: where jobs say what they do
 * </ul>
 */
@NullMarked
package doppel.app.jobs;

import org.jspecify.annotations.NullMarked;
