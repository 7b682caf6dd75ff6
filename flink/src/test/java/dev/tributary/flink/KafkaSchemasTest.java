package dev.tributary.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.format.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** What Flink's Kafka connector writes and reads by our schemas. */
class KafkaSchemasTest {

    private static final KafkaSinkContext THREE_PARTITIONS = new KafkaSinkContext() {
        @Override
        public int getParallelInstanceId() {
            return 0;
        }

        @Override
        public int getNumberOfParallelInstances() {
            return 1;
        }

        @Override
        public int[] getPartitionsForTopic(String topic) {
            return new int[] {0, 1, 2};
        }
    };

    private static ProducerRecord<byte[], byte[]> write(ChangeEvent event) {
        return ChangeEventSerializationSchema.toTopics(table -> "shop." + table.name())
                .serialize(event, THREE_PARTITIONS, null);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ConsumerRecord<>("changes", 2, 17, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static List<ChangeEvent> read(
            ChangeEventDeserializationSchema schema, ConsumerRecord<byte[], byte[]> record) throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        InstantiationUtil.clone(schema).deserialize(record, new ListCollector<>(events));
        return events;
    }

    private static ChangeEventDeserializationSchema standard() {
        return ChangeEventDeserializationSchema.builder().build();
    }

    @Test
    void whatIsWrittenIsReadWithItsTypes() throws Exception {
        ChangeEvent event = Changes.update(1, "one", 1, "two");
        ProducerRecord<byte[], byte[]> written = write(event);
        ConsumerRecord<byte[], byte[]> record = record("", written.value());
        written.headers().forEach(record.headers()::add);

        assertThat(read(standard(), record)).containsExactly(event);
        assertThat(written.topic()).isEqualTo("shop.items");
        assertThat(written.key()).asString(StandardCharsets.UTF_8).isEqualTo("{\"id\":1}");
        assertThat(written.timestamp()).isEqualTo(event.origin().time().toEpochMilli());
    }

    @Test
    void thePartitionIsThatOfKafkasDefaultOverTheFoldedKey() {
        byte[] folded = "{\"name\":\"arger\"}".getBytes(StandardCharsets.UTF_8);
        ChangeEvent event = ChangeEvent.insert(Row.of(Changes.NAMES, "Ärger", 1), Changes.origin(1));

        assertThat(write(event).partition()).isEqualTo(Utils.toPositive(Utils.murmur2(folded)) % 3);
        assertThat(write(event).key()).asString(StandardCharsets.UTF_8).isEqualTo("{\"name\":\"Ärger\"}");
    }

    @Test
    void anUpdateOfTheKeyMustHaveBeenTakenApart() {
        assertThatThrownBy(() -> write(Changes.update(1, "one", 2, "two")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("ChangeEvents.keyByRow(stream)");
    }

    @Test
    void readsWhatOthersWrote() throws Exception {
        String maxwell = "{\"database\":\"shop\",\"table\":\"items\",\"type\":\"insert\",\"ts\":1700000000,"
                + "\"data\":{\"id\":5,\"note\":\"five\"}}";
        ChangeEventDeserializationSchema schema = ChangeEventDeserializationSchema.builder()
                .schemas(List.of(Changes.ITEMS))
                .build();

        assertThat(read(schema, record("", maxwell.getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.operation()).isEqualTo(Operation.INSERT);
                    assertThat(event.row()).isEqualTo(Changes.item(5, "five"));
                });
    }

    @Test
    void passesOverTombstones() throws Exception {
        assertThat(read(standard(), record("{\"id\":1}", null))).isEmpty();
    }

    @Test
    void whatCannotBeDecodedIsAnErrorThatNamesItsPlace() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record("", "nonsense".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(standard(), record))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("The record at offset 17 of changes-2 cannot be decoded: ");
        assertThat(read(
                        ChangeEventDeserializationSchema.builder()
                                .skipUndecodable()
                                .build(),
                        record))
                .isEmpty();
    }

    @Test
    void aTruncateIsAnErrorUnlessItIsIgnored() throws Exception {
        TableChange truncate =
                new TableChange.Truncated(Changes.ITEMS.table(), "TRUNCATE TABLE items", Changes.origin(1));
        ConsumerRecord<byte[], byte[]> record = record("", new EnvelopeWriter("test").write(truncate));

        assertThatThrownBy(() -> read(standard(), record))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("'TRUNCATE TABLE items' changed table shop.items as a whole");
        assertThat(read(
                        ChangeEventDeserializationSchema.builder()
                                .ignoreTableChanges()
                                .build(),
                        record))
                .isEmpty();
    }

    @Test
    void anAlterTableIsPassedOver() throws Exception {
        TableChange alter =
                new TableChange.Altered(Changes.ITEMS.table(), "ALTER TABLE items ADD price INT", Changes.origin(1));

        assertThat(read(standard(), record("", new EnvelopeWriter("test").write(alter))))
                .isEmpty();
    }
}
