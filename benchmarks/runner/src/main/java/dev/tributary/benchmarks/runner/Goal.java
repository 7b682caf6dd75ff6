package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.runner.Score.Pass;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What Tributary wants to reach: a ratio of two contestants' scores. */
enum Goal {
    JSON_RATE("JSON bytes: rate, times that of Debezium Embedded's JSON", 40, Dataset.INSERTS) {
        @Override
        OptionalDouble ratio(Map<Contestant, Score> scores, Pass pass) {
            return rate(scores, pass, Contestant.TRIBUTARY_JSON, List.of(Contestant.DEBEZIUM_JSON));
        }
    },

    JSON_CPU("JSON bytes: Debezium Embedded's CPU per row, times ours", 40, Dataset.INSERTS) {
        @Override
        OptionalDouble ratio(Map<Contestant, Score> scores, Pass pass) {
            OptionalDouble debezium = best(scores, List.of(Contestant.DEBEZIUM_JSON), score -> score.cpuSeconds(pass));
            OptionalDouble ours = best(scores, List.of(Contestant.TRIBUTARY_JSON), score -> score.cpuSeconds(pass));
            return quotient(debezium, ours);
        }
    },

    DRAIN("JSON bytes: rate, times that of the fastest draining of raw events", 0.7, Dataset.INSERTS) {
        @Override
        OptionalDouble ratio(Map<Contestant, Score> scores, Pass pass) {
            return rate(scores, pass, Contestant.TRIBUTARY_JSON, Contestant.DRAINS);
        }
    },

    READ("Handler that reads every column: rate, times that of the connector's full decode", 2, Dataset.INSERTS) {
        @Override
        OptionalDouble ratio(Map<Contestant, Score> scores, Pass pass) {
            return rate(scores, pass, Contestant.TRIBUTARY_READ, List.of(Contestant.CONNECTOR_ROWS));
        }
    },

    ONE_IN_TEN("One table in ten to JSON: rate, times that of the connector's raw bytes", 1, Dataset.ONE_IN_TEN) {
        @Override
        OptionalDouble ratio(Map<Contestant, Score> scores, Pass pass) {
            return rate(scores, pass, Contestant.TRIBUTARY_JSON, List.of(Contestant.CONNECTOR_RAW));
        }
    };

    private final String title;
    private final double wanted;
    private final Dataset dataset;

    Goal(String title, double wanted, Dataset dataset) {
        this.title = title;
        this.wanted = wanted;
        this.dataset = dataset;
    }

    String title() {
        return title;
    }

    /** The least ratio. */
    double wanted() {
        return wanted;
    }

    Dataset dataset() {
        return dataset;
    }

    /** What was reached; empty if a contestant is missing. */
    abstract OptionalDouble ratio(Map<Contestant, Score> scores, Pass pass);

    private static OptionalDouble rate(
            Map<Contestant, Score> scores, Pass pass, Contestant ours, Collection<Contestant> theirs) {
        return quotient(
                best(scores, List.of(ours), score -> score.rowsPerSecond(pass)),
                best(scores, theirs, score -> score.rowsPerSecond(pass)));
    }

    private static OptionalDouble best(
            Map<Contestant, Score> scores, Collection<Contestant> among, ToDoubleFunction<Score> figure) {
        return among.stream()
                .map(scores::get)
                .filter(Objects::nonNull)
                .mapToDouble(figure)
                .max();
    }

    private static OptionalDouble quotient(OptionalDouble over, OptionalDouble under) {
        return over.isPresent() && under.isPresent()
                ? OptionalDouble.of(over.getAsDouble() / under.getAsDouble())
                : OptionalDouble.empty();
    }
}
