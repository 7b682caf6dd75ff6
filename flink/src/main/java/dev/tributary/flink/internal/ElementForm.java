package dev.tributary.flink.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.io.Serializable;
import java.time.Instant;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a sink must know of an element beside its value: its key, how many bytes it holds, and where it came from. Immutable,
 * but for a codec that is made for each subtask.
 *
 * @param <T> the type of the elements
 */
public final class ElementForm<T> implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int PLAIN_BYTES = 256;

    private final @Nullable SerializableFunction<? super T, ?> key;
    private final @Nullable SerializableFunction<? super T, Integer> bytes;
    private transient @Nullable ChangeEventCodec codec;

    private ElementForm(
            @Nullable SerializableFunction<? super T, ?> key,
            @Nullable SerializableFunction<? super T, Integer> bytes) {
        this.key = key;
        this.bytes = bytes;
    }

    /** Returns the form of change events. */
    public static ElementForm<ChangeEvent> changeEvents() {
        return new ElementForm<>(ChangeEvent::key, null);
    }

    /** Returns the form of elements without keys. */
    public static <T> ElementForm<T> plain() {
        return new ElementForm<>(null, null);
    }

    /** Returns this form with other keys. */
    public ElementForm<T> withKey(SerializableFunction<? super T, ?> other) {
        return new ElementForm<>(other, bytes);
    }

    /** Returns this form with other sizes. */
    public ElementForm<T> withBytes(SerializableFunction<? super T, Integer> other) {
        return new ElementForm<>(key, other);
    }

    /** Returns a copy for one subtask. */
    ElementForm<T> duplicate() {
        return new ElementForm<>(key, bytes);
    }

    boolean hasKey() {
        return key != null;
    }

    StreamRecord<T> record(T element, Split split, long number, Instant time) {
        Origin origin = element instanceof ChangeEvent change ? change.origin() : new Place(split, number, time);
        Object of = key == null ? null : key.apply(element);
        return of == null || (of instanceof RowKey row && row.isEmpty())
                ? StreamRecord.withoutKey(element, origin, split, size(element))
                : StreamRecord.of(element, of, origin, split, size(element));
    }

    private int size(T element) {
        if (bytes != null) {
            return bytes.apply(element);
        }
        if (element instanceof ChangeEvent change) {
            ChangeEventCodec own = codec;
            if (own == null) {
                own = new ChangeEventCodec();
                codec = own;
            }
            return own.sizeOf(change);
        }
        return PLAIN_BYTES;
    }

    /** Where an element came from that does not say so itself. */
    private record Place(Split split, long number, Instant time) implements Origin {

        @Override
        public String toString() {
            return "element " + number + " of " + split;
        }
    }
}
