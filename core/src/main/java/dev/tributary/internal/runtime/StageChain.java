package dev.tributary.internal.runtime;

import dev.tributary.Pipeline;
import dev.tributary.Stage;
import dev.tributary.TableChange;
import dev.tributary.internal.RecordMapper;
import dev.tributary.spi.Sink;
import dev.tributary.spi.Source;
import dev.tributary.spi.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A stage, as the function that puts what follows behind the steps that lead here.
 *
 * @param <S> the type of the elements that go in at the beginning of the chain
 * @param <T> the type of the elements that arrive here
 */
public final class StageChain<S, T> implements Stage<T> {

    private final Root<S> root;
    private final Function<Wiring<T>, Wiring<S>> prefix;
    private final boolean keyed;

    private StageChain(Root<S> root, Function<Wiring<T>, Wiring<S>> prefix, boolean keyed) {
        this.root = root;
        this.prefix = prefix;
        this.keyed = keyed;
    }

    /** What a chain begins at: a source, or the branching point of another chain. */
    private interface Root<S> {
        Pipeline.Ending end(Wiring<S> wiring);
    }

    /** The ending of a whole pipeline or of one branch, with what is wired to its beginning. */
    private record BranchEnding<S>(Wiring<S> wiring) implements Pipeline.Ending {
        @Override
        public Pipeline build() {
            throw new IllegalStateException(
                    "A branch of fanOut or route cannot be built by itself: return it from the branch's function");
        }
    }

    /** Returns the first stage of a pipeline. */
    public static <T> Stage<T> from(PipelineSettings settings, Source<T> source) {
        return new StageChain<T, T>(
                wiring -> new PipelineDefinition.Unchecked<>(settings, source, wiring), Function.identity(), false);
    }

    private <R> StageChain<S, R> then(Function<Outlet<R>, Outlet<T>> step) {
        return then(step, keyed);
    }

    private <R> StageChain<S, R> then(Function<Outlet<R>, Outlet<T>> step, boolean nowKeyed) {
        return new StageChain<>(root, next -> prefix.apply(assembly -> step.apply(next.wire(assembly))), nowKeyed);
    }

    private Pipeline.Ending end(Wiring<T> wiring) {
        return root.end(prefix.apply(wiring));
    }

    @Override
    public Stage<T> filter(Predicate<? super T> predicate) {
        Objects.requireNonNull(predicate, "predicate");
        return then(next -> record -> {
            if (predicate.test(record.value())) {
                next.accept(record);
            }
        });
    }

    @Override
    public <R> Stage<R> map(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return this.<R>then(next -> record -> next.accept(replace(record, function.apply(record.value()))));
    }

    private static <R> StreamRecord<R> replace(StreamRecord<?> record, R value) {
        return record.withValue(Objects.requireNonNull(value, "the function of map or flatMap returned null"));
    }

    @Override
    public <R> Stage<R> flatMap(Function<? super T, ? extends Iterable<? extends R>> function) {
        Objects.requireNonNull(function, "function");
        return this.<R>then(next -> record -> {
            for (R value : function.apply(record.value())) {
                next.accept(replace(record, value));
            }
        });
    }

    @Override
    public Stage<T> peek(Consumer<? super T> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return then(next -> record -> {
            consumer.accept(record.value());
            next.accept(record);
        });
    }

    @Override
    public Stage<T> keyBy(Function<? super T, ?> function) {
        Objects.requireNonNull(function, "function");
        return then(
                next -> record -> next.accept(record.withKey(
                        Objects.requireNonNull(function.apply(record.value()), "the function of keyBy returned null"))),
                true);
    }

    @Override
    public <R extends java.lang.Record> Stage<R> mapToType(Class<R> type) {
        RecordMapper.forElements(type); // refuses here, at the caller's line, a type that cannot work
        return this.<R>then(next -> {
            Function<Object, R> mapper = RecordMapper.forElements(type); // one a run: it remembers the newest schema
            return record -> next.accept(replace(record, mapper.apply(record.value())));
        });
    }

    @Override
    public Stage<T> onTableChange(Consumer<? super TableChange> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return new StageChain<>(
                root,
                next -> prefix.apply(assembly -> {
                    assembly.onTableChange(consumer);
                    return next.wire(assembly);
                }),
                keyed);
    }

    @Override
    public Pipeline.Ending to(Sink<? super T> sink) {
        Objects.requireNonNull(sink, "sink");
        return end(assembly -> assembly.branch(sink, keyed));
    }

    @Override
    public Pipeline.Ending forEach(Consumer<? super T> consumer) {
        return to(new ConsumerSink<T>(consumer));
    }

    @Override
    public Pipeline.Ending fanOut(List<Function<Stage<T>, Pipeline.Ending>> branches) {
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("fanOut needs at least one branch");
        }
        List<Wiring<T>> wirings = branches.stream().map(this::branch).toList();
        return end(assembly -> {
            List<Outlet<T>> outlets =
                    wirings.stream().map(wiring -> wiring.wire(assembly)).toList();
            return record -> outlets.forEach(outlet -> outlet.accept(record));
        });
    }

    private Wiring<T> branch(Function<Stage<T>, Pipeline.Ending> branch) {
        Stage<T> start = new StageChain<T, T>(BranchEnding::new, Function.identity(), keyed);
        if (branch.apply(start) instanceof BranchEnding<?> ending) {
            @SuppressWarnings("unchecked") // the ending of a chain that began at this stage takes its elements
            Wiring<T> wiring = (Wiring<T>) ending.wiring();
            return wiring;
        }
        throw new IllegalArgumentException("A branch must end the stage that its function is given");
    }

    @Override
    public Pipeline.Ending route(Consumer<Routes<T>> routes) {
        RouteList list = new RouteList();
        routes.accept(list);
        return end(list::wire);
    }

    private final class RouteList implements Routes<T> {

        private record Route<T>(Predicate<? super T> predicate, Wiring<T> wiring) {}

        private final List<Route<T>> routes = new ArrayList<>();
        private boolean complete;

        @Override
        public Routes<T> when(Predicate<? super T> predicate, Function<Stage<T>, Pipeline.Ending> branch) {
            if (complete) {
                throw new IllegalStateException("when must come before otherwise and otherwiseDrop");
            }
            routes.add(new Route<>(Objects.requireNonNull(predicate, "predicate"), branch(branch)));
            return this;
        }

        @Override
        public Routes<T> otherwise(Function<Stage<T>, Pipeline.Ending> branch) {
            when(element -> true, branch);
            complete = true;
            return this;
        }

        @Override
        public Routes<T> otherwiseDrop() {
            routes.add(new Route<>(element -> true, assembly -> record -> {}));
            complete = true;
            return this;
        }

        private Outlet<T> wire(Assembly assembly) {
            record Door<T>(Predicate<? super T> predicate, Outlet<T> outlet) {}
            List<Door<T>> doors = routes.stream()
                    .map(route -> new Door<T>(route.predicate(), route.wiring().wire(assembly)))
                    .toList();
            return record -> doors.stream()
                    .filter(door -> door.predicate().test(record.value()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "No branch of route accepts " + record + "; add otherwise(...) or otherwiseDrop()"))
                    .outlet()
                    .accept(record);
        }
    }
}
