package dev.tributary.internal.runtime;

import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.Sink;
import dev.tributary.spi.Source;
import dev.tributary.spi.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A definition that has been checked. Holds the one run that may be under way. */
final class PipelineDefinition<S> implements Pipeline {

    private final PipelineSettings settings;
    private final Source<S> source;
    private final Wiring<S> wiring;
    private final AtomicReference<@Nullable Run> run = new AtomicReference<>();

    private PipelineDefinition(PipelineSettings settings, Source<S> source, Wiring<S> wiring) {
        this.settings = settings;
        this.source = source;
        this.wiring = wiring;
    }

    /** A definition that is complete and not yet checked. */
    record Unchecked<S>(PipelineSettings settings, Source<S> source, Wiring<S> wiring) implements Ending {

        @Override
        public Pipeline build() {
            Assembly assembly = new Assembly();
            wiring.wire(assembly);
            List<String> faults = new ArrayList<>();
            for (int branch = 0; branch < assembly.sinks().size(); branch++) {
                checkNeeds(assembly, branch, faults);
            }
            checkPositions(assembly.sinks(), faults);
            checkParallelism(faults);
            if (!faults.isEmpty()) {
                throw new IllegalStateException(
                        "Pipeline '" + settings.name() + "' cannot work: " + String.join("; ", faults));
            }
            return new PipelineDefinition<>(settings, source, wiring);
        }

        private void checkNeeds(Assembly assembly, int branch, List<String> faults) {
            Sink<?> sink = assembly.sinks().get(branch);
            for (Trait need : sink.needs()) {
                boolean given = source.gives().contains(need) || (need == Trait.KEYS && assembly.isKeyed(branch));
                if (!given) {
                    faults.add(sink.describe() + " needs " + need.description() + ", which " + source.describe()
                            + " does not give");
                }
            }
        }

        private void checkParallelism(List<String> faults) {
            if (settings.parallelism() == 1) {
                return;
            }
            if (!source.gives().contains(Trait.SHARED_SPLITS)) {
                faults.add("parallelism(" + settings.parallelism() + ") needs " + Trait.SHARED_SPLITS.description()
                        + ", which " + source.describe() + " is not");
            }
            if (settings.checkpoints() != null) {
                faults.add("parallelism(" + settings.parallelism()
                        + ") and checkpoints(...) do not go together, since splits"
                        + " move between its runs: leave out checkpoints(...), and let the source keep the positions");
            }
        }

        private void checkPositions(List<Sink<?>> sinks, List<String> faults) {
            if (sinks.isEmpty()) {
                faults.add("no branch of it leads to a sink");
            }
            boolean kept = source.keepsPositions() || sinks.stream().allMatch(Sink::keepsPositions);
            if (!kept && settings.checkpoints() == null) {
                faults.add(
                        "nothing keeps its position: add .checkpoints(CheckpointStore.file(path)) before from(...), or"
                                + " CheckpointStore.inMemory() if it may forget");
            }
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public RunningPipeline start() {
        Run next = settings.parallelism() == 1
                ? new PipelineRun<>(settings, source, wiring)
                : new ParallelRun<>(settings, source, wiring);
        Run current = run.get();
        boolean free = current == null || current.status().state().isTerminal();
        if (!free || !run.compareAndSet(current, next)) {
            throw new IllegalStateException("Pipeline '" + name() + "' is running already");
        }
        next.start();
        return next;
    }

    @Override
    public String toString() {
        return "Pipeline '" + name() + "' from " + source.describe();
    }
}
