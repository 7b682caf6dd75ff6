package dev.tributary;

import dev.tributary.spi.Origin;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that a pipeline could not handle, with the reason.
 *
 * <p>Immutable.
 */
public final class DeadLetter {

    /** The part of a pipeline that could not handle a record. */
    public enum Stage {
        /** The bytes that the source read could not be decoded, be it that a step or the sink asked for them. */
        DECODE,
        /** A step threw. */
        STEP,
        /** The sink could not store it. */
        SINK
    }

    private final String pipeline;
    private final Stage stage;
    private final Origin origin;
    private final Throwable reason;
    private final @Nullable Object key;
    private final @Nullable Object element;

    /**
     * Creates a dead letter.
     *
     * @param key the record's key, or null where it has none
     * @param element the element, or its bytes where it could not be decoded; null where there are none
     */
    public DeadLetter(
            String pipeline,
            Stage stage,
            Origin origin,
            Throwable reason,
            @Nullable Object key,
            @Nullable Object element) {
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.stage = Objects.requireNonNull(stage, "stage");
        this.origin = Objects.requireNonNull(origin, "origin");
        this.reason = Objects.requireNonNull(reason, "reason");
        this.key = key;
        this.element = element;
    }

    /** Returns the name of the pipeline. */
    public String pipeline() {
        return pipeline;
    }

    /** Returns the part of the pipeline that failed. */
    public Stage stage() {
        return stage;
    }

    /** Returns where the record came from. */
    public Origin origin() {
        return origin;
    }

    /** Returns why it could not be handled. */
    public Throwable reason() {
        return reason;
    }

    /** Returns the record's key; bytes where it could not be decoded. */
    public Optional<Object> key() {
        return Optional.ofNullable(key);
    }

    /**
     * Returns the element that could not be handled. Where the source could make none of its bytes, these are given; where one
     * value of an element could not be decoded, the reason has the bytes of that: {@link DecodeException#bytes}.
     */
    public Optional<Object> element() {
        return Optional.ofNullable(element);
    }

    /** Returns origin and reason; the content is left out, so that no data gets into logs. */
    @Override
    public String toString() {
        return stage + " failed at " + origin + ": " + reason;
    }
}
