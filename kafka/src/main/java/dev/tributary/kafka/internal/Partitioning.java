package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.format.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;

/** Chooses the partition of a change event by something else than its key. One for each writer, on its thread. */
@FunctionalInterface
public interface Partitioning {

    /** Returns bytes: all events of the same go to one partition. */
    byte[] of(ChangeEvent event);

    /** Returns what chooses by the values of columns: those that the columns' collations call equal are one. */
    static Partitioning byColumns(String... columns) {
        String[] names = columns.clone();
        EnvelopeWriter json = new EnvelopeWriter("");
        return event -> {
            synchronized (json) { // pipelines may share the sink
                return json.writeKey(RowKey.of(event.row(), names).folded());
            }
        };
    }

    /** Returns what chooses by a text that a function gives. */
    static Partitioning by(Function<? super ChangeEvent, String> function) {
        return event -> Objects.requireNonNull(function.apply(event), "the function of partitionBy(...) returned null")
                .getBytes(StandardCharsets.UTF_8);
    }
}
