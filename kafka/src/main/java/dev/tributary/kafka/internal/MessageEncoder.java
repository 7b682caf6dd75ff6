package dev.tributary.kafka.internal;

import dev.tributary.TableChange;
import dev.tributary.spi.StreamRecord;
import java.util.function.Consumer;

/**
 * Makes the messages of a record. Confined to the thread of its writer.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface MessageEncoder<T> {

    /**
     * Gives the messages of a record, in the order in which they must be stored; whatever it throws rejects the record.
     */
    void encode(StreamRecord<T> record, Consumer<Message> messages);

    /**
     * Gives the messages of a change of a table as a whole; by default there are none. Whatever it throws rejects the
     * change.
     */
    default void encode(TableChange change, Consumer<Message> messages) {}

    /**
     * Learns that nobody needs the messages that it gave so far, so that it may use their arrays again. If this is never
     * called, all stay as they are.
     */
    default void release() {}

    /**
     * Makes an encoder for each writer.
     *
     * @param <T> the type of the elements
     */
    @FunctionalInterface
    interface Factory<T> {
        MessageEncoder<T> create(String pipeline);
    }
}
