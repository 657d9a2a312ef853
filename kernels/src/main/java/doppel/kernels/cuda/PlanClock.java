package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnPlan;

/** Runs plans on a card to see what they take. */
interface PlanClock {
    /** Milliseconds of a run of a site's plan, of several the one in the middle; infinite if it cannot run. */
    double millis(ConvSite site, ConvSite.Graph graph, CudnnPlan plan);
}
