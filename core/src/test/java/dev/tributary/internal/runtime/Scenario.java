package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
import dev.tributary.DeadLetter;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.Stage;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.Script;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import dev.tributary.scripted.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A short stream with all that can be in one, a pipeline over it, and what must hold whatever fails: every position that
 * is saved covers only what is stored, and after as many starts as it takes each sink has everything, in order.
 *
 * <p>Elements of the key {@code r} are rejected by sinks and become dead letters, as do those that cannot be decoded.
 */
final class Scenario {

    static final String NAME = "scenario";

    /** The pipelines that are tried. */
    enum Shape {
        ONE_SINK(1),
        ONE_SINK_THAT_STORES_LATE(1),
        ONE_SINK_WITH_A_THREAD(1),
        ONE_SINK_THAT_STORES_ON_FLUSH(1),
        ONE_SINK_THAT_KEEPS_POSITIONS(1),
        A_SOURCE_THAT_KEEPS_POSITIONS(1),
        RESTARTING(1),
        FAN_OUT_WITH_ONE_SINK_THAT_KEEPS_POSITIONS(2),
        FAN_OUT_OF_SINKS_THAT_KEEP_POSITIONS(2),
        ROUTE(2);

        private final int sinks;

        Shape(int sinks) {
            this.sinks = sinks;
        }

        boolean keepsPositions(int sink) {
            return this == ONE_SINK_THAT_KEEPS_POSITIONS
                    || this == FAN_OUT_OF_SINKS_THAT_KEEP_POSITIONS
                    || (this == FAN_OUT_WITH_ONE_SINK_THAT_KEEPS_POSITIONS && sink == 0);
        }

        private ScriptedSink<Element> sink(int number, Script script, Vault vault) {
            ScriptedSink<Element> sink = new ScriptedSink<Element>("sink " + number, script, vault)
                    .rejecting(element -> element.key().equals("r"));
            switch (this) {
                case ONE_SINK_THAT_STORES_LATE -> sink.storingLate(1);
                case ONE_SINK_WITH_A_THREAD -> sink.storingOnAThread();
                case ONE_SINK_THAT_STORES_ON_FLUSH -> sink.storingOnFlush();
                case FAN_OUT_WITH_ONE_SINK_THAT_KEEPS_POSITIONS -> sink.storingLate(number);
                case FAN_OUT_OF_SINKS_THAT_KEEP_POSITIONS -> sink.storingLate(number * 2);
                default -> {
                    // as it is
                }
            }
            return keepsPositions(number) ? sink.keepingPositions() : sink;
        }

        private boolean accepts(int sink, Element element) {
            return this != ROUTE || (sink == 0) == isOdd(element);
        }
    }

    private static boolean isOdd(Element element) {
        return element.number() % 2 == 1;
    }

    private final Shape shape;
    private final Stream stream =
            new Stream("s").commit("a b a !c").truncate("t").commit("b r a c").commit("a b c");
    private final List<Vault> vaults = new ArrayList<>();
    private final Vault letters = new Vault();
    private final List<String> violations = new ArrayList<>();
    private ScriptedStore store = new ScriptedStore();
    private @Nullable ScriptedSource source;
    private Map<String, Script> scripts = Map.of();

    Scenario(Shape shape) {
        this.shape = shape;
        for (int i = 0; i < shape.sinks; i++) {
            vaults.add(new Vault());
        }
    }

    /** Runs the pipeline once, with scripts prepared by a test; returns what it failed with. */
    Optional<PipelineException> run(Consumer<Map<String, Script>> prepare) throws InterruptedException {
        scripts = new TreeMap<>();
        List<String> journal = new ArrayList<>();
        for (String part : parts()) {
            scripts.put(part, new Script(part, journal));
        }
        prepare.accept(scripts);
        RunningPipeline running = pipeline().start();
        try {
            assertThat(running.await(Duration.ofSeconds(20))).as("it ends").isTrue();
            return Optional.empty();
        } catch (PipelineException failure) {
            return Optional.of(failure);
        } finally {
            running.stop(Duration.ZERO);
            Threads.assertNoneLeft(NAME);
            synchronized (violations) {
                assertThat(violations).isEmpty();
            }
            for (String part : parts()) {
                assertThat(script(part).count(Call.CLOSE))
                        .as("%s closed as often as opened", part)
                        .isLessThanOrEqualTo(script(part).count(Call.OPEN));
            }
        }
    }

    private Script script(String part) {
        return Optional.ofNullable(scripts.get(part)).orElseThrow();
    }

    /** Returns the names of all parts that have a script. */
    List<String> parts() {
        List<String> parts = new ArrayList<>(List.of("source", "letters"));
        if (usesStore()) {
            parts.add("store");
        }
        for (int i = 0; i < shape.sinks; i++) {
            parts.add("sink " + i);
        }
        return parts;
    }

    private boolean usesStore() {
        return switch (shape) {
            case A_SOURCE_THAT_KEEPS_POSITIONS, ONE_SINK_THAT_KEEPS_POSITIONS, FAN_OUT_OF_SINKS_THAT_KEEP_POSITIONS ->
                false;
            default -> true;
        };
    }

    private Pipeline pipeline() {
        store = store.reopened(usesStore() ? script("store") : new Script("unused"))
                .inspectedBy(saved -> inspect(Place.decode(saved.get("s")).items()));
        ScriptedSource next = new ScriptedSource(script("source"), stream)
                .itemsPerPoll(4)
                .inspectedBy(durable -> durable.values().forEach(p -> inspect(((Place.Behind) p).items())));
        if (source != null) {
            next.after(source);
        }
        source = next;
        var dead = new ScriptedSink<DeadLetter>("letters", script("letters"), letters).storingOnFlush();
        ErrorPolicy toLetters = ErrorPolicy.deadLetter(dead);
        PipelineBuilder builder = Pipeline.named(NAME)
                .saveEveryRecords(1)
                .onDecodeError(toLetters)
                .onSinkError(
                        shape == Shape.RESTARTING
                                ? ErrorPolicy.retry(3, new Backoff(Duration.ofNanos(1), Duration.ofMillis(1)))
                                        .orElse(toLetters)
                                : toLetters);
        if (usesStore()) {
            builder.checkpoints(store);
        }
        if (shape == Shape.A_SOURCE_THAT_KEEPS_POSITIONS) {
            next.keepingPositions();
        }
        return end(builder.from(next).peek(element -> {})).build();
    }

    private Pipeline.Ending end(Stage<Element> stage) {
        List<ScriptedSink<Element>> sinks = new ArrayList<>();
        for (int i = 0; i < shape.sinks; i++) {
            sinks.add(shape.sink(i, script("sink " + i), vaults.get(i)));
        }
        return switch (shape) {
            case ROUTE ->
                stage.route(routes -> routes.when(Scenario::isOdd, odd -> odd.to(sinks.get(0)))
                        .otherwise(even -> even.to(sinks.get(1))));
            case FAN_OUT_WITH_ONE_SINK_THAT_KEEPS_POSITIONS, FAN_OUT_OF_SINKS_THAT_KEEP_POSITIONS ->
                stage.fanOut(first -> first.to(sinks.get(0)), second -> second.to(sinks.get(1)));
            default -> stage.to(sinks.get(0));
        };
    }

    /** Notes what a position that is being saved covers and nobody has stored. */
    private void inspect(int position) {
        for (int sink = 0; sink < shape.sinks; sink++) {
            List<Object> missing = new ArrayList<>(expected(sink, position));
            missing.removeAll(vaults.get(sink).distinct());
            note(missing, position, "sink " + sink);
        }
        List<Object> missing = new ArrayList<>(expectedLetters(position));
        missing.removeAll(letters());
        note(missing, position, "dead letters");
    }

    private void note(List<Object> missing, int position, String where) {
        if (!missing.isEmpty()) {
            synchronized (violations) {
                violations.add("position " + position + " was saved, but " + missing + " are not stored in " + where);
            }
        }
    }

    /** Returns what a sink must have of the items before an index, in order. */
    private List<Object> expected(int sink, int before) {
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < before; i++) {
            Stream.Item item = stream.item(i);
            if (item instanceof Stream.Change change
                    && shape.accepts(sink, change.element())
                    && !change.element().key().equals("r")) {
                expected.add(change.element());
            } else if (item instanceof Stream.Table table) {
                expected.add(table.change());
            }
        }
        return expected;
    }

    private List<Object> expectedLetters(int before) {
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < before; i++) {
            Stream.Item item = stream.item(i);
            if (item instanceof Stream.Garbage garbage) {
                expected.add(garbage.element().toString());
            } else if (item instanceof Stream.Change change
                    && change.element().key().equals("r")) {
                expected.add(change.element().toString());
            }
        }
        return expected;
    }

    private Set<String> letters() {
        return letters.elements().stream()
                .map(letter -> ((DeadLetter) letter).element().orElseThrow())
                .map(element -> element instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : element.toString())
                .collect(Collectors.toSet());
    }

    /** Asserts that every sink has everything, in order; and exactly once where it keeps positions. */
    void assertComplete() {
        assertThat(letters())
                .containsAll(expectedLetters(stream.size()).stream()
                        .map(Object::toString)
                        .toList());
        for (int sink = 0; sink < shape.sinks; sink++) {
            List<Object> expected = expected(sink, stream.size());
            List<Object> stored = vaults.get(sink).elements();
            if (shape.keepsPositions(sink)) {
                assertThat(stored).as("stored by sink %s", sink).isEqualTo(expected);
            } else {
                assertThat(stored).as("stored by sink %s", sink).containsAll(expected);
                assertInOrder(expected, stored);
            }
        }
    }

    /** Asserts that nothing was stored whose predecessor was not stored just before it or earlier. */
    private static void assertInOrder(List<Object> expected, List<Object> stored) {
        int newest = -1;
        for (Object element : stored) {
            int index = expected.indexOf(element);
            assertThat(index)
                    .as("the place of %s among what was stored: %s", element, stored)
                    .isLessThanOrEqualTo(newest + 1);
            newest = index;
        }
        assertThat(newest).as("the last that was stored").isEqualTo(expected.size() - 1);
    }
}
