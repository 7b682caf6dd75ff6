package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.RetriableException;
import dev.tributary.Row;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A row that is read again and meets, in a unique column, one that has its value now, as a change that follows says. */
@Timeout(60)
class RedeliveryTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("public", "t"),
            List.of(Column.of("id", "int"), Column.of("code", "varchar(20)")),
            List.of("id"));

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;
    private SinkWriter<ChangeEvent> writer;

    @BeforeEach
    void storeWhatCameLast() throws Exception {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) UNIQUE)");
            statement.execute("INSERT INTO t VALUES (1, 'b'), (2, 'a')");
        }
        writer = JdbcSink.changeEvents(dataSource)
                .batchAge(Duration.ZERO)
                .build()
                .open(context);
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        connection.close();
        assertThat(context.failures).isEmpty();
    }

    private static Row row(int id, String code) {
        return Row.of(SCHEMA, id, code);
    }

    private void write(long number, StreamRecord<ChangeEvent> change) throws InterruptedException {
        writer.write(change);
        writer.advance(Changes.SPLIT, new Changes.At(number));
    }

    private void readTheFirstAgain() throws InterruptedException {
        write(1, Changes.insert(1, row(1, "a")));
    }

    private void endsAt(long number) {
        context.sourceEnd = CompletableFuture.completedFuture(Map.of(Changes.SPLIT, new Changes.At(number)));
    }

    private Map<Integer, String> rows() throws SQLException {
        Map<Integer, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT id, code FROM t")) {
            while (result.next()) {
                rows.put(result.getInt(1), result.getString(2));
            }
        }
        return rows;
    }

    @Test
    void waitsForTheChangesThatTheSourceStillHas() throws Exception {
        endsAt(3);
        readTheFirstAgain();
        Await.until("it was in the way", LIMIT, () -> context.endsAsked.get() > 0);

        write(2, Changes.update(2, row(1, "a"), row(1, "b")));
        write(3, Changes.insert(3, row(2, "a")));

        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(context.rejected).isEmpty();
        assertThat(rows()).isEqualTo(Map.of(1, "b", 2, "a"));
    }

    /** What frees the row's place comes behind the truncate, before which the row would be written. */
    @Test
    void leavesOutWhatATruncateWouldRemove() throws Exception {
        endsAt(4);
        readTheFirstAgain();
        Await.until("it was in the way", LIMIT, () -> context.endsAsked.get() > 0);

        writer.tableChanged(
                Changes.SPLIT, new TableChange.Truncated(SCHEMA.table(), "TRUNCATE TABLE t", Changes.origin(2)));
        writer.advance(Changes.SPLIT, new Changes.At(2));
        write(3, Changes.insert(3, row(1, "b")));
        write(4, Changes.insert(4, row(2, "a")));

        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(context.rejected).isEmpty();
        assertThat(rows()).isEqualTo(Map.of(1, "b", 2, "a"));
    }

    @Test
    void refusesItWhenTheSourceHasNothingElse() throws Exception {
        endsAt(1);
        readTheFirstAgain();

        Await.until("it is refused", LIMIT, () -> context.rejected.size() == 1);
        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(rows()).isEqualTo(Map.of(1, "b", 2, "a"));
    }

    @Test
    void asksASourceAgainThatCannotTellItsEnd() throws Exception {
        context.sourceEnd = CompletableFuture.failedFuture(new RetriableException("no partitions yet"));
        readTheFirstAgain();
        Await.until("it was asked twice", LIMIT, () -> context.endsAsked.get() > 1);
        endsAt(1);

        Await.until("it is refused", LIMIT, () -> context.rejected.size() == 1);
    }

    @Test
    void waitsForNothingThatCannotComeBeforeAFlushIsOver() throws Exception {
        context.sourceEnd = new CompletableFuture<>();
        readTheFirstAgain();

        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(context.rejected).hasSize(1);
    }
}
