package doppel.kernels.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import doppel.bindings.cudnn.Cudnn;
import doppel.bindings.cudnn.CudnnException;
import doppel.bindings.cudnn.CudnnPlan;
import doppel.bindings.cudnn.CudnnTarget;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.EngineConfig;
import doppel.bindings.cudnn.EngineNote;
import doppel.bindings.cudnn.PlanSearch;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * cuDNN's plans for convolutions, chosen once per site and kept on disk, so that every run takes the same engines.
 * Engines that give other bits at each run are not taken, nor those that sum in a narrower type, nor any whose workspace
 * is above {@link #MOST_WORKSPACE_BYTES}; for f32 none that rounds its inputs or goes by way of a transform.
 */
final class ConvPlans {
    static final long MOST_WORKSPACE_BYTES = 64L << 20;

    private static final Set<EngineNote> NEVER =
            EnumSet.of(EngineNote.NONDETERMINISTIC, EngineNote.REDUCED_PRECISION_REDUCTION);
    private static final Set<EngineNote> NEVER_STRICT = EnumSet.of(
            EngineNote.NONDETERMINISTIC,
            EngineNote.REDUCED_PRECISION_REDUCTION,
            EngineNote.TENSOR_CORE,
            EngineNote.DOWN_CONVERT_INPUTS,
            EngineNote.WINOGRAD,
            EngineNote.FFT);

    private final Arena owner;
    private final CudnnTarget target;
    private final DiskCache cache;
    private final List<String> key;
    private final Map<ConvSite, Optional<Planned>> known = new HashMap<>();

    /** A plan and the tensors that it needs addresses for. */
    record Planned(ConvSite.Graph graph, CudnnPlan plan) {}

    /**
     * @param owner its closing ends the plans
     * @param card what tells the card and its driver from others
     */
    ConvPlans(Arena owner, CudnnTarget target, String card, DiskCache cache) {
        this.owner = owner;
        this.target = target;
        this.cache = cache;
        key = List.of("conv plan", Cudnn.load().versionText(), card, "workspace " + MOST_WORKSPACE_BYTES);
    }

    /** Empty if no engine is allowed and able. The first request for a site takes up to seconds. */
    Optional<Planned> find(ConvSite site) {
        return known.computeIfAbsent(site, this::make);
    }

    private Optional<Planned> make(ConvSite site) {
        List<String> parts = new ArrayList<>(key);
        parts.add(site.toString());
        ConvSite.Graph graph = site.graph();
        Optional<CudnnPlan> plan = read(parts, site);
        if (plan.isEmpty()) {
            plan = search(site, graph);
            plan.ifPresent(made -> write(parts, made));
        }
        return plan.map(made -> new Planned(graph, made));
    }

    private Optional<CudnnPlan> read(List<String> parts, ConvSite site) {
        return cache.get("json", parts).flatMap(json -> {
            try {
                return Optional.of(CudnnPlan.fromJson(owner, new String(json, UTF_8), target, site.toString()));
            } catch (CudnnException e) {
                return Optional.empty(); // it is searched for anew
            }
        });
    }

    private void write(List<String> parts, CudnnPlan plan) {
        try {
            cache.put("json", parts, plan.toJson().getBytes(UTF_8));
        } catch (CudnnException e) {
            return; // some engines' plans cannot be written; the next process searches anew
        }
    }

    /** The first that can be built, engines that are compiled already before those that compile while running. */
    private Optional<CudnnPlan> search(ConvSite site, ConvSite.Graph graph) {
        for (PlanSearch.Heuristic heuristic : PlanSearch.Heuristic.values()) {
            try {
                for (EngineConfig engine : allowed(site, graph, heuristic)) {
                    Optional<CudnnPlan> plan = build(engine);
                    if (plan.isPresent()) return plan;
                }
            } catch (CudnnException e) {
                if (!e.isUnsupported()) throw e; // it knows no engine for such a graph
            }
        }
        return Optional.empty();
    }

    private Optional<CudnnPlan> build(EngineConfig engine) {
        try {
            CudnnPlan plan = engine.build(owner);
            return plan.workspaceBytes() <= MOST_WORKSPACE_BYTES ? Optional.of(plan) : Optional.empty();
        } catch (CudnnException e) {
            if (!e.isUnsupported()) throw e;
            return Optional.empty(); // not it after all
        }
    }

    private List<EngineConfig> allowed(ConvSite site, ConvSite.Graph graph, PlanSearch.Heuristic heuristic) {
        Set<EngineNote> never = site.type() == CudnnType.F32 ? NEVER_STRICT : NEVER;
        List<EngineConfig> ready = new ArrayList<>();
        List<EngineConfig> compiling = new ArrayList<>();
        for (EngineConfig engine : PlanSearch.engines(owner, graph.operations(), target, heuristic)) {
            if (!Collections.disjoint(engine.notes(), never)) continue;
            (engine.notes().contains(EngineNote.RUNTIME_COMPILATION) ? compiling : ready).add(engine);
        }
        ready.addAll(compiling);
        return ready;
    }
}
