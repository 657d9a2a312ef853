package doppel.kernels.cpu;

/**
 * Something oneDNN can be asked for. Implementations are records of everything that the plan depends on, so that equal
 * problems share one plan.
 *
 * @param <P> the plan: primitives with their layouts
 */
interface Problem<P> {
    /** Makes the plan; called once per distinct problem. */
    P plan(Planner planner);
}
