package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.DeadLetter;
import dev.tributary.DecodeException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.Stage;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.spi.Sink;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server stores bytes that are no text in a column's character set, such as 0x81 in cp1250. Rows are decoded where their
 * values are asked for; wherever that is, the policy for decoding decides, and nothing is stored in the place of the bytes.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedTextIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] DAMAGED = {'x', (byte) 0x81};

    private static MySqlServer server;
    private static KafkaBroker kafka;

    private MySqlDatabase database;
    private String topic;
    private final Collection<String> handled = new ConcurrentLinkedQueue<>();

    /** Where a value is asked for: what becomes of the stage behind the source, and what has arrived at the end. */
    private enum Place {
        STEP,
        RECORD_OF_JAVA,
        HANDLER,
        JDBC_SINK,
        JDBC_SINK_OF_LANES,
        JDBC_STATEMENT,
        KAFKA_SINK;

        /** What the pipeline says that it did when the bytes were met. */
        String activity() {
            return switch (this) {
                case STEP, RECORD_OF_JAVA -> "a record cannot be decoded";
                default -> "cannot store a record";
            };
        }
    }

    /** A row. */
    public record Item(String code) {}

    @BeforeAll
    static void startServers() {
        server = SharedServers.mySql(MySqlVersion.V9);
        kafka = SharedServers.kafka();
    }

    @AfterAll
    static void forgetServers() {
        server = null;
        kafka = null;
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("damaged");
        // The key, so that whatever hashes or compares keys meets it too.
        database.execute(
                "CREATE TABLE items (code VARCHAR(20) CHARACTER SET cp1250 PRIMARY KEY, id INT)",
                "CREATE TABLE copies (code VARCHAR(20) CHARACTER SET utf8mb4 PRIMARY KEY, id INT)",
                "CREATE TABLE letters (stage VARCHAR(20), place VARCHAR(200), reason VARCHAR(200), bytes VARBINARY(20))");
        topic = kafka.newTopic("damaged", 1);
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private Pipeline.Ending ending(Place place, Stage<ChangeEvent> stage) {
        Sink<ChangeEvent> copies = JdbcSink.changeEvents(database.dataSource())
                .table(database.table("copies"))
                .parallelism(place == Place.JDBC_SINK_OF_LANES ? 3 : 1)
                .build();
        return switch (place) {
            case STEP -> stage.map(change -> change.row().getString("code")).forEach(handled::add);
            case RECORD_OF_JAVA -> stage.mapToType(Item.class).forEach(item -> handled.add(item.code()));
            case HANDLER -> stage.forEach(change -> handled.add(change.row().getText("code")));
            case JDBC_SINK, JDBC_SINK_OF_LANES -> stage.to(copies);
            case JDBC_STATEMENT ->
                stage.to(JdbcSink.<ChangeEvent>statement(
                                database.dataSource(),
                                "INSERT INTO copies (code) VALUES (?)",
                                (statement, change) ->
                                        statement.setString(1, change.row().getString("code")))
                        .build());
            case KAFKA_SINK ->
                stage.to(KafkaSink.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(topic)
                        .build());
        };
    }

    private List<String> arrived(Place place) throws InterruptedException {
        return switch (place) {
            case STEP, RECORD_OF_JAVA, HANDLER -> List.copyOf(handled);
            case JDBC_SINK, JDBC_SINK_OF_LANES, JDBC_STATEMENT ->
                database.query("SELECT code FROM copies ORDER BY code").stream()
                        .map(row -> Objects.toString(row.get(0)))
                        .toList();
            case KAFKA_SINK ->
                TopicContent.of(kafka, topic).stream()
                        .map(change -> change.row().getString("code"))
                        .toList();
        };
    }

    private Pipeline pipeline(Place place, ErrorPolicy policy) {
        return ending(
                        place,
                        Pipeline.named("damaged")
                                .checkpoints(CheckpointStore.inMemory())
                                .onDecodeError(policy)
                                .from(MySqlSource.builder()
                                        .endpoint(server.host(), server.port())
                                        .credentials(server.rootUser(), Secret.of(server.rootPassword()))
                                        .tables(database.table("items"))
                                        .startFrom(StartFrom.now())
                                        .build()))
                .build();
    }

    /** Starts at the binlog's end, then writes a row that is damaged between two that are not. */
    private RunningPipeline run(Place place, ErrorPolicy policy) throws InterruptedException {
        RunningPipeline running = pipeline(place, policy).start();
        assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
        database.execute("INSERT INTO items VALUES ('a', 1), (x'7881', 2), ('ž', 3)");
        return running;
    }

    private String what() {
        return "Column 'code' of table " + database.name()
                + ".items holds bytes that are no text in cp1250, from byte 1 of" + " the value";
    }

    @ParameterizedTest
    @EnumSource
    void endsThePipelineWithAnErrorThatNamesThePlace(Place place) throws InterruptedException {
        try (RunningPipeline running = run(place, ErrorPolicy.fail())) {
            assertThatThrownBy(running::await)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageStartingWith("Pipeline 'damaged': ")
                    .hasMessageContaining(place.activity() + " at ")
                    .hasMessageContaining(" (binlog.")
                    .hasMessageEndingWith(" event 0 row 1): " + what())
                    .hasCauseInstanceOf(DecodeException.class)
                    .satisfies(failure ->
                            assertThat(((PipelineException) failure).origin()).isPresent());
        }
        if (place == Place.JDBC_SINK_OF_LANES) { // which do not wait for each other
            assertThat(arrived(place)).isSubsetOf("a", "ž");
        } else {
            assertThat(arrived(place)).as("what came before is stored").containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STEP", "JDBC_SINK_OF_LANES"})
    void leavesTheRowOutIfThatIsThePolicy(Place place) throws InterruptedException {
        try (RunningPipeline running = run(place, ErrorPolicy.skip())) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(running.status().metrics().recordsSkipped()).isEqualTo(1);
        }
        assertThat(arrived(place)).containsExactly("a", "ž");
    }

    @ParameterizedTest
    @EnumSource
    void keepsADeadLetterWithTheBytes(Place place) throws InterruptedException {
        Sink<DeadLetter> letters = JdbcSink.<DeadLetter>statement(
                        database.dataSource(), "INSERT INTO letters VALUES (?, ?, ?, ?)", (statement, letter) -> {
                            statement.setString(1, letter.stage().name());
                            statement.setString(2, letter.origin().toString());
                            statement.setString(3, letter.reason().getMessage());
                            statement.setBytes(
                                    4,
                                    ((DecodeException) letter.reason()).bytes().orElseThrow());
                        })
                .build();
        try (RunningPipeline running = run(place, ErrorPolicy.deadLetter(letters))) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(running.status().metrics().deadLetters()).isEqualTo(1);
        }
        assertThat(arrived(place)).containsExactly("a", "ž");
        assertThat(database.query("SELECT * FROM letters")).singleElement().satisfies(letter -> {
            assertThat(letter.get(0)).isEqualTo("DECODE");
            assertThat(letter.get(1).toString()).contains(" (binlog.").endsWith(" event 0 row 1)");
            assertThat(letter.get(2)).isEqualTo(what());
            assertThat(letter.get(3)).isEqualTo(DAMAGED);
        });
    }
}
