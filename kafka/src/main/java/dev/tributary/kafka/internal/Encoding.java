package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.TableChange;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the messages of records, and hands those of which none can be made to the error policy. What is wrong with a server
 * that the format needs, or with a setting, is no fault of the record, and ends the writer. Confined to the thread of its
 * writer.
 *
 * @param <T> the type of the elements
 */
final class Encoding<T> {

    private final MessageEncoder<T> encoder;
    private final SinkContext context;
    private final List<Message> messages = new ArrayList<>();
    private final Consumer<Message> collector = messages::add;

    Encoding(MessageEncoder<T> encoder, SinkContext context) {
        this.encoder = encoder;
        this.context = context;
    }

    /** Returns the messages of a record, until the next call; none of one that was rejected. */
    @SuppressWarnings("IllegalCatch") // whatever an encoder throws, functions of the host included, rejects the record
    List<Message> of(StreamRecord<T> record) throws InterruptedException {
        messages.clear();
        try {
            encoder.encode(record, collector);
        } catch (RetriableException | ConfigurationException notOfTheRecord) {
            throw notOfTheRecord;
        } catch (RuntimeException unfit) {
            reject(record, unfit);
        }
        return messages;
    }

    /** Returns the messages of a change of a table as a whole, until the next call; none of one that was rejected. */
    @SuppressWarnings("IllegalCatch") // as above
    List<Message> ofTable(StreamRecord<TableChange> record) throws InterruptedException {
        messages.clear();
        try {
            encoder.encode(record.value(), collector);
        } catch (RetriableException | ConfigurationException notOfTheRecord) {
            throw notOfTheRecord;
        } catch (RuntimeException unfit) {
            reject(record, unfit);
        }
        return messages;
    }

    /** Learns that nobody needs the messages that were returned so far. */
    void release() {
        encoder.release();
    }

    /** Rejects a record; what was made of it is of no use. */
    private void reject(StreamRecord<?> record, RuntimeException unfit) throws InterruptedException {
        messages.clear();
        context.rejected(record, unfit);
    }
}
