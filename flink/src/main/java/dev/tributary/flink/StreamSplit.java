package dev.tributary.flink;

import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * All that a source of Tributary reads, which is one ordered stream, and how far it was read. Immutable.
 *
 * @param position what {@code Position.encode()} gave; null if nothing was read yet
 */
public record StreamSplit(@Nullable String position) implements SourceSplit {

    private static final String ID = "stream";

    @Override
    public String splitId() {
        return ID;
    }
}
