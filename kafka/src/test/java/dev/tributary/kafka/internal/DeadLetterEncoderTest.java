package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.DeadLetter;
import dev.tributary.SinkException;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.SchemaHeader;
import dev.tributary.kafka.Changes;
import dev.tributary.kafka.DeadLetterHeader;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterEncoderTest {

    private static final Origin PLACE = Changes.origin(7);

    private final DeadLetterEncoder encoder = new DeadLetterEncoder(letter -> "letters", "orders");

    private Message encode(Origin origin, @Nullable Object key, Object element) {
        DeadLetter letter = new DeadLetter(
                "orders", DeadLetter.Stage.SINK, origin, new SinkException("the row is bad"), key, element);
        Split split = new Split("dead-letters");
        StreamRecord<DeadLetter> record = key == null
                ? StreamRecord.withoutKey(letter, origin, split, 0)
                : StreamRecord.of(letter, key, origin, split, 0);
        List<Message> messages = new ArrayList<>();
        encoder.encode(record, messages::add);
        assertThat(messages).hasSize(1);
        return messages.get(0);
    }

    private static String header(Message message, DeadLetterHeader header) {
        Headers headers = Objects.requireNonNull(message.headers());
        return new String(headers.lastHeader(header.headerName()).value(), StandardCharsets.UTF_8);
    }

    private static String text(byte @Nullable [] utf8) {
        return new String(Objects.requireNonNull(utf8), StandardCharsets.UTF_8);
    }

    @Test
    void aChangeFromABinlogIsWrittenAsItsEnvelope() {
        ChangeEvent change = Changes.update(7, "a", 7, "b");

        Message message = encode(PLACE, change.key(), change);

        assertThat(text(message.key())).isEqualTo("{\"id\":7}");
        byte[] columns = Objects.requireNonNull(message.headers())
                .lastHeader(SchemaHeader.NAME)
                .value();
        ChangeEvent read = new EnvelopeReader().read(Objects.requireNonNull(message.value()), columns);
        assertThat(read.row().getString("note")).isEqualTo("b");
        assertThat(header(message, DeadLetterHeader.ORIGIN)).isEqualTo(PLACE.toString());
        assertThat(header(message, DeadLetterHeader.STAGE)).isEqualTo("SINK");
        assertThat(header(message, DeadLetterHeader.MESSAGE)).isEqualTo("the row is bad");
        assertThat(message.headers().lastHeader(DeadLetterHeader.TOPIC.headerName()))
                .isNull();
    }

    @Test
    void bytesStayAsTheyAreAndAllElseBecomesText() {
        assertThat(encode(PLACE, null, new byte[] {1, 2}).value()).isEqualTo(new byte[] {1, 2});
        assertThat(encode(PLACE, null, new byte[] {1, 2}).key()).isNull();
        assertThat(text(encode(PLACE, "k", 12).value())).isEqualTo("12");
        assertThat(text(encode(PLACE, "k", 12).key())).isEqualTo("k");
    }

    @Test
    void anElementThatCannotBeWrittenIsNamed() {
        Object unreadable = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("damaged");
            }
        };

        assertThat(text(encode(PLACE, null, unreadable).value())).endsWith(" that cannot be written: damaged");
    }

    @Test
    void aRecordThatWasALetterBeforeHasTheNewerReasonAlone() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("letters", 2, 30, null, new byte[] {5});
        record.headers().add(DeadLetterHeader.MESSAGE.headerName(), new byte[] {'o', 'l', 'd'});
        record.headers().add("trace", new byte[] {1});

        Message message = encode(KafkaOrigin.of(record), null, "whatever");

        assertThat(message.value()).isEqualTo(new byte[] {5});
        Headers headers = Objects.requireNonNull(message.headers());
        assertThat(headers.headers(DeadLetterHeader.MESSAGE.headerName())).hasSize(1);
        assertThat(header(message, DeadLetterHeader.MESSAGE)).isEqualTo("the row is bad");
        assertThat(header(message, DeadLetterHeader.OFFSET)).isEqualTo("30");
        assertThat(headers.lastHeader("trace")).isNotNull();
        assertThat(record.headers().headers(DeadLetterHeader.PIPELINE.headerName()))
                .as("the record that was read is not changed")
                .isEmpty();
    }
}
