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
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A target that stands, from one moment to the next, where it stood before: as after a failover to a server that has not got
 * everything, the same statements go on to work there.
 */
@ParameterizedClass
@EnumSource(names = {"MYSQL", "MARIADB", "POSTGRESQL", "H2"})
@Timeout(60)
class LostTargetIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private TargetDatabase.Product product;

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;
    private TableSchema schema;

    @BeforeEach
    void createTable() throws SQLException {
        target = product.create();
        target.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        schema = TableSchema.of(new TableId(target.schema(), "t"), List.of(Column.of("id", "int")), List.of("id"));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        target.close();
    }

    private void keepACopy() throws SQLException {
        target.execute(
                "CREATE TABLE old_t AS SELECT * FROM t",
                "CREATE TABLE old_positions AS SELECT * FROM tributary_positions");
    }

    private void putTheCopyInItsPlace() throws SQLException {
        target.execute(
                "DELETE FROM t",
                "INSERT INTO t SELECT * FROM old_t",
                "DELETE FROM tributary_positions",
                "INSERT INTO tributary_positions SELECT * FROM old_positions");
    }

    private SinkWriter<ChangeEvent> open(int lanes) throws InterruptedException {
        return JdbcSink.changeEvents(target.dataSource())
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
    private void write(SinkWriter<ChangeEvent> writer, long from, long to) throws InterruptedException {
        for (long number = from + 1; number <= to; number++) {
            writer.write(Changes.insert(number, Row.of(schema, (int) number)));
            writer.advance(Changes.SPLIT, new Changes.At(number));
        }
    }

    private void awaitDurable(long number) {
        Await.until("it is stored", LIMIT, () -> context.durable.contains(new Changes.At(number)));
    }

    private int rows() throws SQLException {
        return target.query("SELECT id FROM t").size();
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
        assertThat(rows()).as("nothing is stored beyond the gap").isEqualTo(20);

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
        assertThat(rows()).isEqualTo(20);

        context.failures.clear();
        goOn(lanes, 40);
    }

    private void goOn(int lanes, int last) throws Exception {
        try (SinkWriter<ChangeEvent> writer = open(lanes)) {
            write(writer, stored(writer), last);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(rows()).isEqualTo(last);
        assertThat(context.failures).isEmpty();
    }
}
