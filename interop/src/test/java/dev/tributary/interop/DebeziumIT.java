package dev.tributary.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Operation;
import dev.tributary.Pipeline;
import dev.tributary.Row;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.TableSchema;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.kafka.ChangeReading;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithKafka;
import dev.tributary.testkit.WithMySql;
import io.debezium.connector.mysql.MySqlConnector;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.debezium.relational.history.MemorySchemaHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Debezium Embedded reads from a server, as our source reads it from a topic: the rows that our own source reads. */
@WithMySql
@WithKafka
@Timeout(120)
class DebeziumIT {

    private static final int CHANGES = 5; // a row of the snapshot, and what changes() does

    private final MySqlServer server;
    private final MySqlDatabase database;
    private final KafkaBroker kafka;

    DebeziumIT(MySqlServer server, MySqlDatabase database, KafkaBroker kafka) {
        this.server = server;
        this.database = database;
        this.kafka = kafka;
    }

    private void createTable(String name) {
        database.execute("CREATE TABLE " + name + " (id INT PRIMARY KEY, t TINYINT, s SMALLINT UNSIGNED,"
                + " m MEDIUMINT, u INT UNSIGNED, b BIGINT, bu BIGINT UNSIGNED, de DECIMAL(20,4), f FLOAT, d DOUBLE,"
                + " b1 BIT(1), b17 BIT(17), c CHAR(5), v VARCHAR(100), tx TEXT, bi VARBINARY(10), bl BLOB, da DATE,"
                + " ti TIME(3), dt DATETIME, dt6 DATETIME(6), ts TIMESTAMP(6) NULL, y YEAR, e ENUM('x','y'), st SET('p','q'),"
                + " j JSON, g POINT SRID 4326)");
        database.execute("INSERT INTO " + name + " VALUES (" + values(1, "a") + ")");
    }

    private static String values(int id, String note) {
        return id
                + ", -128, 65535, -8388608, 4294967295, -9223372036854775808, 9223372036854775807, -1234567890123456.7891,"
                + " 0.1, 0.1, b'1', b'10000000000000001', 'ä', '" + note + "', '😀', x'FF00', x'00FF', '2024-02-29',"
                + " '-12:34:56.789', '2024-01-31 23:59:59', '2024-01-31 23:59:59.123456', '2024-01-31 23:59:59.123456', 2024,"
                + " 'y', 'p,q', '{\"a\":[1,null]}', ST_GeomFromText('POINT(1 2)', 4326)";
    }

    /** An insert of all types, one of NULLs, an update and a delete. */
    private void changes(String name) {
        database.execute(
                "INSERT INTO " + name + " VALUES (" + values(2, "b") + ")",
                "INSERT INTO " + name + " (id) VALUES (3)",
                "UPDATE " + name + " SET v = 'c', d = NULL WHERE id = 2",
                "DELETE FROM " + name + " WHERE id = 3");
    }

    /** Writes what Debezium makes of the table into a topic, as its users do by hand. */
    private void runDebezium(String table, String topic, Map<String, String> settings) throws Exception {
        BlockingQueue<io.debezium.engine.ChangeEvent<String, String>> records = new LinkedBlockingQueue<>();
        try (DebeziumEngine<io.debezium.engine.ChangeEvent<String, String>> engine = DebeziumEngine.create(Json.class)
                        .using(properties(table, settings))
                        .notifying(records::add)
                        .build();
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            Thread thread = new Thread(engine, "debezium");
            thread.start();
            for (int seen = 0; seen < CHANGES; ) {
                var record = records.poll(60, TimeUnit.SECONDS);
                assertThat(record).as("a record of Debezium's").isNotNull();
                producer.send(new ProducerRecord<>(topic, record.key(), record.value()))
                        .get();
                if (++seen == 1) {
                    changes(table);
                }
                if (record.value() == null) {
                    seen--; // a tombstone
                }
            }
        }
    }

    private Properties properties(String table, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.setProperty("name", table);
        properties.setProperty("topic.prefix", table);
        properties.setProperty("connector.class", MySqlConnector.class.getName());
        properties.setProperty("offset.storage", MemoryOffsetBackingStore.class.getName());
        properties.setProperty("schema.history.internal", MemorySchemaHistory.class.getName());
        properties.setProperty("database.hostname", server.host());
        properties.setProperty("database.port", Integer.toString(server.port()));
        properties.setProperty("database.user", server.rootUser());
        properties.setProperty("database.password", server.rootPassword());
        properties.setProperty("database.server.id", "4711");
        properties.setProperty("database.ssl.mode", "disabled");
        properties.setProperty("driver.allowPublicKeyRetrieval", "true");
        properties.setProperty("database.include.list", database.name());
        properties.setProperty("table.include.list", database.name() + "." + table);
        properties.setProperty("include.schema.changes", "false");
        settings.forEach(properties::setProperty);
        return properties;
    }

    private List<ChangeEvent> readTopic(String topic, ChangeReading reading) throws Exception {
        List<ChangeEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named(topic)
                .from(KafkaSource.changeEvents(reading)
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .forEach(events::add)
                .build()
                .start()) {
            if (!running.awaitCaughtUp(Duration.ofSeconds(30))) {
                running.await();
            }
        }
        return events;
    }

    /** Returns what our own source reads of the same changes. */
    private List<ChangeEvent> readBinlog(String table) throws Exception {
        List<ChangeEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("binlog-" + table)
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(server.host(), server.port())
                        .credentials(server.rootUser(), Secret.of(server.rootPassword()))
                        .tables(database.name() + "." + table)
                        .startFrom(StartFrom.earliest())
                        .build())
                .forEach(events::add)
                .build()
                .start()) {
            if (!running.awaitCaughtUp(Duration.ofSeconds(30))) {
                running.await();
            }
        }
        return events;
    }

    private static void areEqual(Row read, Row expected) {
        for (int i = 0; i < expected.size(); i++) {
            String column = expected.schema().column(i).name();
            if (expected.schema().column(i).type().toString().equals("json") && !expected.isNull(i)) {
                // Debezium writes JSON without spaces.
                assertThat(read.getString(column).replace(" ", ""))
                        .isEqualTo(expected.getString(column).replace(" ", ""));
            } else {
                assertThat(read.get(column)).as(column).isEqualTo(expected.get(column));
            }
        }
    }

    private void areTheChangesOf(String table, List<ChangeEvent> read) throws Exception {
        List<ChangeEvent> binlog = readBinlog(table);
        assertThat(read)
                .extracting(ChangeEvent::operation)
                .containsExactly(
                        Operation.SNAPSHOT, Operation.INSERT, Operation.INSERT, Operation.UPDATE, Operation.DELETE);
        assertThat(binlog).hasSize(CHANGES);
        for (int i = 0; i < CHANGES; i++) {
            ChangeEvent expected = binlog.get(i);
            ChangeEvent event = read.get(i);
            areEqual(event.row(), expected.row());
            if (i > 0 && expected.before().isPresent()) {
                areEqual(event.before().orElseThrow(), expected.before().get());
            }
            assertThat(event.table()).isEqualTo(expected.table());
            assertThat(event.key().size()).isEqualTo(1);
            assertThat(event.key().column(0)).isZero();
            if (i > 0) {
                assertThat(event.origin().transaction().gtid())
                        .isEqualTo(expected.origin().transaction().gtid());
            }
        }
    }

    @Test
    void connectsSchemaTellsTheTypes() throws Exception {
        createTable("described");
        String topic = kafka.newTopic("described", 1);
        runDebezium(
                "described", topic, Map.of("converter.schemas.enable", "true", "column.propagate.source.type", ".*"));

        List<ChangeEvent> read = readTopic(topic, ChangeReading.standard());

        areTheChangesOf("described", read);
        TableSchema own = readBinlog("described").get(0).schema();
        for (int i = 0; i < own.size(); i++) {
            assertThat(read.get(1).schema().column(i).type().sqlType())
                    .as(own.column(i).name())
                    .isEqualTo(own.column(i).type().sqlType());
        }
    }

    @Test
    void aGivenSchemaTellsTheTypes() throws Exception {
        createTable("bare");
        String topic = kafka.newTopic("bare", 1);
        runDebezium("bare", topic, Map.of("converter.schemas.enable", "false", "decimal.handling.mode", "string"));
        TableSchema own = readBinlog("bare").get(0).schema();

        areTheChangesOf("bare", readTopic(topic, ChangeReading.standard().schemas(List.of(own))));
    }
}
