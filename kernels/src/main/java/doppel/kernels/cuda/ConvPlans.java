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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * cuDNN's plans for convolutions, chosen once per site and kept on disk, so that every run takes the same engines.
 *
 * <p>Engines that give other bits at each run are not taken, nor those that sum in a narrower type or go by way of a
 * transform; for f32, unless tf32 is allowed, none that uses tensor cores or rounds its inputs. Of the others the first
 * is taken by cuDNN's own reckoning. In bf16 forward passes and gradients of data prefer one that works in at most
 * {@link #FRUGAL_BYTES}, which is always near the top of the list if channels are filled up; gradients of weights may
 * split their sums. In f32 most cards have tensor cores for channels-first tensors alone: a plan may copy all of its
 * tensors.
 *
 * <p>With a clock the fastest of the first {@link #TRIALS} is taken, and kept too: later processes use it without a
 * clock.
 */
final class ConvPlans {
    static final long MOST_WORKSPACE_BYTES = 64L << 20;
    static final long FRUGAL_BYTES = 1 << 20;
    private static final int TRIALS = 8;

    private static final Set<EngineNote> NEVER = EnumSet.of(
            EngineNote.NONDETERMINISTIC, EngineNote.REDUCED_PRECISION_REDUCTION, EngineNote.WINOGRAD, EngineNote.FFT);
    private static final Set<EngineNote> ROUNDING = EnumSet.of(EngineNote.TENSOR_CORE, EngineNote.DOWN_CONVERT_INPUTS);

    private final Arena owner;
    private final CudnnTarget target;
    private final boolean tf32;
    private final DiskCache cache;
    private final @Nullable PlanClock clock;
    private final List<String> key;

    /** A plan and the tensors that it needs addresses for. */
    record Planned(ConvSite.Graph graph, CudnnPlan plan) {}

    /**
     * @param owner its closing ends the plans
     * @param tf32 whether factors of f32 may be rounded to tf32
     * @param card what tells the card and its driver from others
     * @param clock null to go by cuDNN's reckoning where nothing was measured before
     */
    ConvPlans(Arena owner, CudnnTarget target, boolean tf32, String card, DiskCache cache, @Nullable PlanClock clock) {
        this.clock = clock;
        this.owner = owner;
        this.target = target;
        this.tf32 = tf32;
        this.cache = cache;
        key = List.of("conv plan 2", Cudnn.load().versionText(), card, tf32 ? "tf32" : "strict");
    }

    /**
     * Reads a plan or makes it, which takes up to seconds; the caller keeps it.
     *
     * @return empty if no engine is allowed and able
     */
    Optional<Planned> find(ConvSite site) {
        List<String> reckoned = new ArrayList<>(key);
        reckoned.add(site.toString());
        List<String> measured = new ArrayList<>(reckoned);
        measured.add("measured");
        ConvSite.Graph graph = site.graph();
        Optional<CudnnPlan> plan = read(measured, site);
        if (plan.isEmpty() && clock != null) plan = make(measured, search -> fastest(search, site, graph, clock));
        if (plan.isEmpty()) plan = read(reckoned, site);
        if (plan.isEmpty()) plan = make(reckoned, search -> choose(search, site, graph));
        return plan.map(made -> new Planned(graph, made));
    }

    private Optional<CudnnPlan> make(List<String> parts, Function<Arena, Optional<EngineConfig>> choice) {
        try (Arena search = Arena.ofConfined()) {
            Optional<CudnnPlan> plan = choice.apply(search).map(engine -> engine.build(owner));
            plan.ifPresent(made -> write(parts, made));
            return plan;
        }
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

    /**
     * The engine to take for a site.
     *
     * @param search its closing ends the engine
     */
    Optional<EngineConfig> choose(Arena search, ConvSite site, ConvSite.Graph graph) {
        List<EngineConfig> best = allowed(search, site, graph, PlanSearch.Heuristic.BEST);
        boolean thrifty = site.type() == CudnnType.BF16 && site.pass() != ConvSite.Pass.BACKWARD_WEIGHTS;
        if (thrifty) {
            List<EngineConfig> ready = best.stream()
                    .filter(engine -> engine.notes().contains(EngineNote.TENSOR_CORE))
                    .filter(engine -> !compiles(engine))
                    .toList();
            Optional<EngineConfig> frugal = first(ready, FRUGAL_BYTES);
            if (frugal.isPresent()) return frugal;
        }
        long most = mostWorkspace(site);
        Optional<EngineConfig> found = first(best, most);
        return found.isPresent() ? found : first(allowed(search, site, graph, PlanSearch.Heuristic.FALLBACK), most);
    }

    /** The fastest of the first few. */
    private Optional<EngineConfig> fastest(Arena search, ConvSite site, ConvSite.Graph graph, PlanClock with) {
        long most = mostWorkspace(site);
        EngineConfig fastest = null;
        double least = Double.POSITIVE_INFINITY;
        int trials = 0;
        for (EngineConfig engine : allowed(search, site, graph, PlanSearch.Heuristic.BEST)) {
            if (trials == TRIALS) break;
            try (Arena trial = Arena.ofConfined()) {
                CudnnPlan plan = engine.build(trial);
                if (plan.workspaceBytes() > most) continue;
                trials++;
                double millis = with.millis(site, graph, plan);
                if (millis < least) {
                    least = millis;
                    fastest = engine;
                }
            } catch (CudnnException e) {
                if (!e.isUnsupported()) throw e; // else not it after all
            }
        }
        return Optional.ofNullable(fastest);
    }

    /** In f32 all tensors once more. */
    private static long mostWorkspace(ConvSite site) {
        if (site.type() != CudnnType.F32) return MOST_WORKSPACE_BYTES;
        long elements = site.x().elements() + site.w().elements() + site.y().elements();
        return MOST_WORKSPACE_BYTES + elements * CudnnType.F32.bytes();
    }

    /** The first that can be built and needs no more than that. */
    private static Optional<EngineConfig> first(List<EngineConfig> engines, long mostBytes) {
        for (EngineConfig engine : engines) {
            try (Arena trial = Arena.ofConfined()) {
                if (engine.build(trial).workspaceBytes() <= mostBytes) return Optional.of(engine);
            } catch (CudnnException e) {
                if (!e.isUnsupported()) throw e; // else not it after all
            }
        }
        return Optional.empty();
    }

    /** Engines that are compiled already come before those that compile while running. */
    private List<EngineConfig> allowed(
            Arena search, ConvSite site, ConvSite.Graph graph, PlanSearch.Heuristic heuristic) {
        boolean strict = site.type() == CudnnType.F32 && !tf32;
        List<EngineConfig> ready = new ArrayList<>();
        List<EngineConfig> compiling = new ArrayList<>();
        for (EngineConfig engine : proposed(search, graph, heuristic)) {
            if (!Collections.disjoint(engine.notes(), NEVER)) continue;
            if (strict && !Collections.disjoint(engine.notes(), ROUNDING)) continue;
            (compiles(engine) ? compiling : ready).add(engine);
        }
        ready.addAll(compiling);
        return ready;
    }

    private List<EngineConfig> proposed(Arena search, ConvSite.Graph graph, PlanSearch.Heuristic heuristic) {
        try {
            return PlanSearch.engines(search, graph.operations(), target, heuristic);
        } catch (CudnnException e) {
            if (!e.isUnsupported()) throw e;
            return List.of(); // it knows no engine for such a graph
        }
    }

    private static boolean compiles(EngineConfig engine) {
        return engine.notes().contains(EngineNote.RUNTIME_COMPILATION);
    }
}
