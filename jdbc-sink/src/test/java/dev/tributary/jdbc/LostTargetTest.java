package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.RetriableException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A target that stands, from one moment to the next, where it stood before: as after a failover to a server that has not got
 * everything, the same statements go on to work there.
 */
@Timeout(60)
class LostTargetTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TableSchema SCHEMA =
            TableSchema.of(new TableId("public", "t"), List.of(Column.of("id", "int")), List.of("id"));

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;

    @BeforeEach
    void openDatabase() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        execute("CREATE TABLE t (id INT PRIMARY KEY)");
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void keepACopy() throws SQLException {
        execute(
                "CREATE TABLE old_t AS SELECT * FROM t",
                "CREATE TABLE old_positions AS SELECT * FROM tributary_positions");
    }

    private void putTheCopyInItsPlace() throws SQLException {
        execute(
                "DELETE FROM t",
                "INSERT INTO t SELECT * FROM old_t",
                "DELETE FROM tributary_positions",
                "INSERT INTO tributary_positions SELECT * FROM old_positions");
    }

    private SinkWriter<ChangeEvent> open(int lanes) throws InterruptedException {
        return JdbcSink.changeEvents(dataSource)
                .exactlyOnce()
                .parallelism(lanes)
                .batchAge(Duration.ZERO)
                .build()
                .open(context);
    }

    private static long stored(SinkWriter<ChangeEvent> writer) throws InterruptedException {
        Map<?, String> places = writer.stored(Set.of(Changes.SPLIT));
        long place = places.isEmpty() ? 0 : Long.parseLong(places.get(Changes.SPLIT));
        writer.advance(Changes.SPLIT, new Changes.At(place));
        return place;
    }

    /** Inserts the row of each number. */
    private static void write(SinkWriter<ChangeEvent> writer, long from, long to) throws InterruptedException {
        for (long number = from + 1; number <= to; number++) {
            writer.write(Changes.insert(number, Row.of(SCHEMA, (int) number)));
            writer.advance(Changes.SPLIT, new Changes.At(number));
        }
    }

    private void awaitDurable(long number) {
        Await.until("it is stored", LIMIT, () -> context.durable.contains(new Changes.At(number)));
    }

    private List<Integer> rows() throws SQLException {
        List<Integer> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id FROM t ORDER BY id")) {
            while (result.next()) {
                rows.add(result.getInt(1));
            }
        }
        return rows;
    }

    private static void assertLost(ThrowingCallable writing) {
        assertThatThrownBy(() -> {
                    while (true) { // until what is written has been tried
                        writing.call();
                    }
                })
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("has lost what it had stored of split 'binlog'")
                .hasMessageContaining("ErrorPolicy.retry");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void batchesThatAreGoneAreNoticedAndStoredAgain(int lanes) throws Exception {
        try (SinkWriter<ChangeEvent> writer = open(lanes)) {
            stored(writer);
            write(writer, 0, 20);
            awaitDurable(20);
            keepACopy();
            write(writer, 20, 60);
            awaitDurable(60);
            putTheCopyInItsPlace();

            assertLost(() -> write(writer, 60, 80));
        }
        assertThat(rows()).as("nothing is stored beyond the gap").hasSize(20);

        context.failures.clear();
        goOn(lanes, 80);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aClaimThatIsGoneIsNotTakenForARival(int lanes) throws Exception {
        try (SinkWriter<ChangeEvent> writer = open(lanes)) {
            stored(writer);
            write(writer, 0, 20);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        keepACopy();
        try (SinkWriter<ChangeEvent> writer = open(lanes)) {
            assertThat(stored(writer)).isEqualTo(20);
            putTheCopyInItsPlace();

            assertLost(() -> write(writer, 20, 40));
        }
        assertThat(rows()).hasSize(20);

        context.failures.clear();
        goOn(lanes, 40);
    }

    private void goOn(int lanes, int last) throws Exception {
        try (SinkWriter<ChangeEvent> writer = open(lanes)) {
            write(writer, stored(writer), last);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(rows()).hasSize(last);
        assertThat(context.failures).isEmpty();
    }
}
