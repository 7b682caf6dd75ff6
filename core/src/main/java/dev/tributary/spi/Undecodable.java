package dev.tributary.spi;

import dev.tributary.DecodeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in the stream that their source could not make an element of. They travel in order, so that the pipeline's
 * error policy can decide where a record would have been.
 *
 * @param split the split that they were read from
 * @param origin where they came from
 * @param key the bytes of the record's key, or null where it has none
 * @param value the bytes of the record's value, or null where it has none
 * @param cause why they cannot be decoded
 */
@SuppressWarnings("ArrayRecordComponent")
public record Undecodable(
        Split split, Origin origin, byte @Nullable [] key, byte @Nullable [] value, DecodeException cause) {

    /** Checks that all but key and value are there. */
    public Undecodable {
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(cause, "cause");
    }
}
