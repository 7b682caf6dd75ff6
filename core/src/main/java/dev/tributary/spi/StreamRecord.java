package dev.tributary.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An element on its way through a pipeline, with what belongs to it: its key, where it came from, and the split whose
 * position will cover it.
 *
 * <p>Immutable as far as its value and key are.
 *
 * @param <T> the type of the element
 */
public final class StreamRecord<T> {

    private final T value;
    private final @Nullable Object key;
    private final Origin origin;
    private final Split split;
    private final int bytes;

    private StreamRecord(T value, @Nullable Object key, Origin origin, Split split, int bytes) {
        this.value = Objects.requireNonNull(value, "value");
        this.key = key;
        this.origin = Objects.requireNonNull(origin, "origin");
        this.split = Objects.requireNonNull(split, "split");
        this.bytes = bytes;
    }

    /**
     * Returns a record that has a key.
     *
     * @param key what orders and partitions it: for change events the {@link dev.tributary.RowKey}, else what the source
     *     or {@code keyBy} made
     * @param bytes about how much memory the element holds
     */
    public static <T> StreamRecord<T> of(T value, Object key, Origin origin, Split split, int bytes) {
        return new StreamRecord<>(value, Objects.requireNonNull(key, "key"), origin, split, bytes);
    }

    /** Returns a record without a key. */
    public static <T> StreamRecord<T> withoutKey(T value, Origin origin, Split split, int bytes) {
        return new StreamRecord<>(value, null, origin, split, bytes);
    }

    /** Returns the element. */
    public T value() {
        return value;
    }

    /** Returns the key, or null where there is none. */
    public @Nullable Object key() {
        return key;
    }

    /** Returns where the element came from. */
    public Origin origin() {
        return origin;
    }

    /** Returns the split that the element was read from. */
    public Split split() {
        return split;
    }

    /** Returns about how much memory the element holds, in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Returns a record of another element, with all else the same. */
    public <R> StreamRecord<R> withValue(R other) {
        return new StreamRecord<>(other, key, origin, split, bytes);
    }

    /** Returns a record of another key, with all else the same. */
    public StreamRecord<T> withKey(Object other) {
        return new StreamRecord<>(value, Objects.requireNonNull(other, "key"), origin, split, bytes);
    }

    /** Returns the origin and the class of the element; its content is left out, so that no data gets into logs. */
    @Override
    public String toString() {
        return value.getClass().getSimpleName() + " from " + origin;
    }
}
