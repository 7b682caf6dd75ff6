package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.Changes;
import dev.tributary.kafka.TableChangeRecords;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeEncoderTest {

    private static final TableSchema ITEMS = TableSchema.of(
            new TableId("shop", "items"),
            List.of(Column.of("a", "int"), Column.of("b", "int"), Column.of("owner", "int")),
            List.of("a", "b"));
    private static final BinlogOrigin ORIGIN = Changes.origin(1);

    private final ChangeEncoder encoder = encoder(ChangeFormat.debezium());

    private static ChangeEncoder encoder(ChangeFormat format) {
        return new ChangeEncoder(
                new ChangeOptions(
                        new TopicTemplate("{database}.{table}"),
                        true,
                        format,
                        format.headers(),
                        (event, headers) -> {},
                        false,
                        TableChangeRecords.none(),
                        null),
                "test");
    }

    private List<String> encode(ChangeEvent event, Object key) {
        StreamRecord<ChangeEvent> record = StreamRecord.of(event, key, ORIGIN, new Split("binlog"), 0);
        List<String> described = new ArrayList<>();
        encoder.encode(record, message -> described.add(describe(message)));
        return described;
    }

    private static String describe(Message message) {
        String key = message.key() == null ? "-" : new String(message.key(), StandardCharsets.UTF_8);
        if (message.value() == null) {
            return message.topic() + " " + key + " tombstone";
        }
        return message.topic() + " " + key + " "
                + new String(message.value(), StandardCharsets.UTF_8).replaceAll("(?s).*\"op\":\"(.)\".*", "$1");
    }

    @Test
    void anUpdateOfOnlyWhatHasChangedIsUnderTheKeyOfBefore() {
        ChangeEvent event =
                ChangeEvent.update(Row.of(ITEMS, Map.of("a", 1, "b", 2)), Row.of(ITEMS, Map.of("owner", 3)), ORIGIN);

        assertThat(encode(event, event.key())).containsExactly("shop.items {\"a\":1,\"b\":2} u");
    }

    @Test
    void anUpdateOfAPartOfTheKeyIsRefusedWhereTheRowIsNotWhole() {
        ChangeEvent event =
                ChangeEvent.update(Row.of(ITEMS, Map.of("a", 1, "b", 2)), Row.of(ITEMS, Map.of("b", 3)), ORIGIN);

        assertThat(event.key()).isEqualTo(RowKey.of(Row.of(ITEMS, 1, 3, null)));
        assertThatThrownBy(() -> encode(event, event.key()))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("shop.items")
                .hasMessageContaining("SET GLOBAL binlog_row_image = 'FULL'");
    }

    @Test
    void chosenColumnsAreTheKeyAndGetNoTombstone() {
        Row row = Row.of(ITEMS, 1, 2, 3);

        assertThat(encode(ChangeEvent.delete(row, ORIGIN), RowKey.of(row, "owner")))
                .containsExactly("shop.items {\"owner\":3} d");
        assertThat(encode(ChangeEvent.update(row, row.with("owner", 4), ORIGIN), RowKey.of(row, "owner")))
                .containsExactly("shop.items {\"owner\":3} d", "shop.items {\"owner\":4} c");
    }

    @Test
    void theKeyIsOfTheRowAsAStepHasLeftIt() {
        ChangeEvent read = Changes.insert(1, "a");
        ChangeEvent mapped = read.mapRows(row -> row.with("id", 2));

        assertThat(encode(mapped, read.key())).containsExactly("shop.orders {\"id\":2} c");
    }

    @Test
    void refusesAKeyThatIsNoColumns() {
        assertThatThrownBy(() -> encode(Changes.insert(1, "a"), "text"))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("The record's key is a String")
                .hasMessageContaining("RowKey.of(row, \"column\")");
    }

    @Test
    void aRowOfASnapshotIsARecordUnderItsKey() {
        ChangeEvent event = ChangeEvent.snapshot(Row.of(ITEMS, 1, 2, 3), ORIGIN);

        assertThat(encode(event, event.key())).containsExactly("shop.items {\"a\":1,\"b\":2} r");
    }

    @Test
    void aRowOfASnapshotOfSomeColumnsIsAPart() {
        ChangeEvent event = ChangeEvent.snapshot(Row.of(ITEMS, Map.of("a", 1, "b", 2)), ORIGIN);
        List<Message> messages = new ArrayList<>();

        encoder.encode(StreamRecord.of(event, event.key(), ORIGIN, new Split("binlog"), 0), messages::add);

        assertThat(messages)
                .singleElement()
                .satisfies(message -> assertThat(message.partial()).isTrue());
    }

    @Test
    void aTableWithoutAKeyIsKeptTogetherByItsName() {
        ChangeEvent event = ChangeEvent.insert(Row.of(Changes.LOG, 1, "a"), ORIGIN);
        List<Message> messages = new ArrayList<>();

        encoder.encode(StreamRecord.withoutKey(event, ORIGIN, new Split("binlog"), 0), messages::add);

        assertThat(messages).singleElement().satisfies(message -> {
            assertThat(message.key()).isNull();
            assertThat(message.together()).asString(StandardCharsets.UTF_8).isEqualTo("shop.log");
        });
    }

    /** The values of the two halves are equally long. */
    @Test
    void theHalvesOfAChangedKeyHaveValuesOfTheirOwnThoughArraysAreUsedAgain() {
        Row row = Row.of(ITEMS, 1, 2, 3);
        ChangeEvent changed = ChangeEvent.update(row, row.with("a", 4), ORIGIN);
        for (int i = 0; i < 3; i++) {
            encoder.release();
            List<Message> messages = new ArrayList<>();

            encoder.encode(StreamRecord.of(changed, changed.key(), ORIGIN, new Split("binlog"), 0), messages::add);

            assertThat(messages)
                    .extracting(ChangeEncoderTest::describe)
                    .containsExactly(
                            "shop.items {\"a\":1,\"b\":2} d",
                            "shop.items {\"a\":1,\"b\":2} tombstone",
                            "shop.items {\"a\":4,\"b\":2} c");
        }
    }
}
