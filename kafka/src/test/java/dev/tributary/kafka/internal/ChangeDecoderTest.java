package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.format.SchemaHeader;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.ChangeReading;
import dev.tributary.kafka.Changes;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Split;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeDecoderTest {

    private final ChangeDecoder decoder = new ChangeDecoder(ChangeReading.standard());
    private final Decoded<ChangeEvent> decoded = new Decoded<>();

    static Stream<ChangeFormat> formats() {
        return Stream.of(
                ChangeFormat.debezium(),
                ChangeFormat.debezium().connectSchemas(),
                ChangeFormat.maxwell(),
                ChangeFormat.canal(),
                ChangeFormat.structuredCloudEvents(),
                ChangeFormat.binaryCloudEvents());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsEachFormatByTheHeaderThatDescribesItsColumns(ChangeFormat format) {
        List<ChangeEvent> events =
                List.of(Changes.insert(1, "a"), Changes.update(1, "a", 1, "b"), Changes.delete(1, "b"));

        for (ChangeEvent event : events) {
            decode(format, event);
        }

        assertThat(decoded.records())
                .extracting(record -> record.value().operation())
                .isEqualTo(events.stream().map(ChangeEvent::operation).toList());
        assertThat(decoded.records())
                .allSatisfy(record -> assertThat(record.value().schema()).isEqualTo(Changes.ORDERS));
        assertThat(decoded.records())
                .extracting(record -> record.value().row())
                .isEqualTo(events.stream().map(ChangeEvent::row).toList());
    }

    private void decode(ChangeFormat format, ChangeEvent event) {
        RecordHeaders headers = new RecordHeaders();
        ChangeFormat.Writer writer = format.open("orders");
        byte[] value = writer.value("t", event.key(), event, headers);
        headers.add(SchemaHeader.NAME, SchemaHeader.encode(event.schema()));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("t", 0, 0, writer.key("t", event.key()), value);
        headers.forEach(record.headers()::add);
        decoder.decode(record, KafkaOrigin.of(record), new Split("t-0"), 100, decoded);
    }
}
