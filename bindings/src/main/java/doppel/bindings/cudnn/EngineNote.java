package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.util.EnumSet;
import java.util.Set;

/** What an engine says of itself. */
public enum EngineNote {
    /** Multiplies in tensor cores. */
    TENSOR_CORE(true, cudnn_h.CUDNN_NUMERICAL_NOTE_TENSOR_CORE()),
    /** Rounds its inputs to a narrower type, such as f32 to TF32. */
    DOWN_CONVERT_INPUTS(true, cudnn_h.CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS()),
    /** Sums in a narrower type than asked for. */
    REDUCED_PRECISION_REDUCTION(true, cudnn_h.CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION()),
    /** Gives other bits at each run. */
    NONDETERMINISTIC(true, cudnn_h.CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC()),
    /** Uses Winograd's transform, which loses some precision. */
    WINOGRAD(true, cudnn_h.CUDNN_NUMERICAL_NOTE_WINOGRAD()),
    /** Uses Fourier's transform. */
    FFT(true, cudnn_h.CUDNN_NUMERICAL_NOTE_FFT()),
    /** Its kernel is compiled when the plan is made. */
    RUNTIME_COMPILATION(false, cudnn_h.CUDNN_BEHAVIOR_NOTE_RUNTIME_COMPILATION());

    private final boolean numerical;
    private final int code;

    EngineNote(boolean numerical, int code) {
        this.numerical = numerical;
        this.code = code;
    }

    static Set<EngineNote> of(int[] numerical, int[] behaviour) {
        Set<EngineNote> notes = EnumSet.noneOf(EngineNote.class);
        for (EngineNote note : values()) {
            for (int code : note.numerical ? numerical : behaviour) {
                if (code == note.code) notes.add(note);
            }
        }
        return notes;
    }
}
