package doppel.bindings.nvrtc;

import java.util.List;

/**
 * What a source is compiled for.
 *
 * @param capability 10 * major + minor of the instruction set, such as 90
 * @param machineCode a cubin for cards of just this capability; else PTX, which the driver compiles for any newer one
 */
public record NvrtcTarget(int capability, boolean machineCode) {
    /**
     * The best for a card: machine code if the compiler knows the card, else PTX of the newest older set.
     *
     * @param card capability of the card
     * @param known capabilities that the compiler knows
     * @throws IllegalArgumentException if the card is older than all of them
     */
    public static NvrtcTarget of(int card, List<Integer> known) {
        if (known.contains(card)) return new NvrtcTarget(card, true);
        int newest = known.stream()
                .filter(capability -> capability <= card)
                .mapToInt(Integer::intValue)
                .max()
                .orElseThrow(() -> new IllegalArgumentException(
                        "nvrtc: sm_%d is older than all it compiles for, %s; use libraries of CUDA 12"
                                .formatted(card, known)));
        return new NvrtcTarget(newest, false);
    }

    String option() {
        return "--gpu-architecture=" + this;
    }

    /** Such as {@code sm_90} or {@code compute_90}. */
    @Override
    public String toString() {
        return (machineCode ? "sm_" : "compute_") + capability;
    }
}
