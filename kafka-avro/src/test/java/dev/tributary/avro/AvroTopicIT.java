package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Pipeline;
import dev.tributary.RetriableException;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.RunningPipeline;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.SchemaRegistryServer;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.WithKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Change events through a real broker, with their schemas in a real registry. */
@WithKafka
@Timeout(120)
class AvroTopicIT {

    private static final Split SPLIT = new Split("binlog");
    private static final TableSchema ORDERS = table("orders", "id int", "note varchar(100)");

    private final KafkaBroker kafka;
    private final SchemaRegistryServer server = SharedServers.schemaRegistry();
    private final AvroFormat avro =
            AvroFormat.of(SchemaRegistry.builder().url(server.url()).build());
    private final SkippingContext context = new SkippingContext();

    AvroTopicIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private static TableSchema table(String name, String... columns) {
        List<Column> all = Stream.of(columns)
                .map(column -> column.split(" ", 2))
                .map(parts -> Column.of(parts[0], parts[1]))
                .toList();
        return TableSchema.of(new TableId("shop", name), all, List.of("id"));
    }

    private static BinlogOrigin origin(int number) {
        Transaction transaction = Transaction.of(1, "binlog.000001", 4, Instant.ofEpochSecond(1_700_000_000L));
        return new BinlogOrigin(RowsEvent.of(transaction, 100, 0), number, false);
    }

    private static ChangeEvent insert(TableSchema table, Object... values) {
        return ChangeEvent.insert(Row.of(table, values), origin((Integer) values[0]));
    }

    private void write(String topic, AvroFormat format, ChangeEvent... events) throws Exception {
        try (SinkWriter<ChangeEvent> writer = KafkaSink.changeEvents()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .format(format)
                .build()
                .open(context)) {
            for (ChangeEvent event : events) {
                writer.write(StreamRecord.of(event, event.key(), event.origin(), SPLIT, 100));
            }
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        }
    }

    private List<ChangeEvent> read(String topic) throws Exception {
        List<ChangeEvent> read = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("read")
                .from(KafkaSource.changeEvents(avro::deserializer)
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .forEach(read::add)
                .build()
                .start()) {
            if (!running.awaitCaughtUp(Duration.ofSeconds(30))) {
                running.await();
            }
        }
        return read;
    }

    private String ask(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void demand(String subject, String compatibility) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/config/" + subject))
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(
                                        "{\"compatibility\":\"" + compatibility + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void theSourceReadsWhatTheSinkHasWritten() throws Exception {
        String topic = kafka.newTopic("avro", 2);
        Row a = Row.of(ORDERS, 1, "a");
        Row b = Row.of(ORDERS, 2, null);
        ChangeEvent update = ChangeEvent.update(a, a.with("note", "ü"), origin(2));
        ChangeEvent moved = ChangeEvent.update(a, b, origin(3));

        write(topic, avro, insert(ORDERS, 1, "a"), update, moved);

        assertThat(read(topic))
                .containsExactlyInAnyOrder(
                        insert(ORDERS, 1, "a"),
                        update,
                        ChangeEvent.delete(a, origin(3)), // and a tombstone, which is passed over
                        ChangeEvent.insert(b, origin(3)));
        assertThat(ask("/subjects")).contains("\"" + topic + "-value\"", "\"" + topic + "-key\"");
        assertThat(ask("/subjects/" + topic + "-value/versions")).isEqualTo("[1]");
        assertThat(context.rejected()).isZero();
    }

    @Test
    void goesOnOverColumnsThatAreAddedAndDroppedWhateverTheRegistryAsksFor() throws Exception {
        String topic = kafka.newTopic("avro", 1);
        TableSchema wider = table("orders", "first int", "id int", "note varchar(200)", "at datetime(6)");
        TableSchema narrower = table("orders", "id int");
        ChangeEvent second = ChangeEvent.insert(Row.of(wider, 5, 2, "b", null), origin(2));

        write(topic, avro, insert(ORDERS, 1, "a"));
        demand(topic + "-value", "FULL_TRANSITIVE");
        write(topic, avro, second, insert(narrower, 3), insert(ORDERS, 4, "d"));

        assertThat(read(topic))
                .containsExactly(insert(ORDERS, 1, "a"), second, insert(narrower, 3), insert(ORDERS, 4, "d"));
        assertThat(ask("/subjects/" + topic + "-value/versions")).isEqualTo("[1,2,3]");
    }

    @Test
    void aTypeThatIsNotCompatibleIsNoFaultOfTheRecord() throws Exception {
        String topic = kafka.newTopic("avro", 1);
        write(topic, avro, insert(ORDERS, 1, "a"));
        demand(topic + "-value", "BACKWARD");

        assertThatThrownBy(() -> write(topic, avro, insert(table("orders", "id int", "note int"), 2, 7)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("refuses a schema for the subject '" + topic + "-value'")
                .hasMessageContaining("columns of another type than in its last one: note was string and is int)")
                .hasMessageContaining("PUT /config/" + topic + "-value {\"compatibility\":\"NONE\"}");
        assertThat(context.rejected()).isZero();

        demand(topic + "-value", "NONE");
        write(topic, avro, insert(table("orders", "id int", "note int"), 2, 7));
        assertThat(read(topic)).hasSize(2);
    }

    @Test
    void leavesRegistrationToOthersWhereAskedTo() throws Exception {
        String topic = kafka.newTopic("avro", 1);
        AvroFormat strict = avro.registerSchemas(false);

        assertThatThrownBy(() -> write(topic, strict, insert(ORDERS, 1, "a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("The subject '" + topic + "-key' of the schema registry " + server.url()
                        + " does not have this schema of test.shop.orders.Key")
                .hasMessageContaining("AvroFormat.registerSchemas(true)");

        write(topic, avro, insert(ORDERS, 1, "a"));
        write(topic, strict, insert(ORDERS, 2, "b"));
        assertThat(read(topic)).containsExactly(insert(ORDERS, 1, "a"), insert(ORDERS, 2, "b"));
    }

    @Test
    void severalTablesShareATopicBySubjectsOfTheirOwn() throws Exception {
        String topic = kafka.newTopic("avro", 1);
        TableSchema items = table("items", "id int", "note int");

        write(
                topic,
                avro.subjects(SubjectNames.topicAndRecord()),
                insert(ORDERS, 1, "a"),
                insert(items, 1, 5),
                insert(ORDERS, 2, "b"));

        assertThat(read(topic)).containsExactly(insert(ORDERS, 1, "a"), insert(items, 1, 5), insert(ORDERS, 2, "b"));
        assertThat(ask("/subjects"))
                .contains("\"" + topic + "-test.shop.items.Envelope\"", "\"" + topic + "-test.shop.orders.Key\"");
    }

    @Test
    void aRegistryThatIsAwayMayComeBack() throws Exception {
        String topic = kafka.newTopic("avro", 1);
        AvroFormat nowhere =
                AvroFormat.of(SchemaRegistry.builder().url("http://127.0.0.1:1").build());

        assertThatThrownBy(() -> write(topic, nowhere, insert(ORDERS, 1, "a")))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("http://127.0.0.1:1 cannot be reached");
        assertThat(context.rejected()).isZero();
    }
}
