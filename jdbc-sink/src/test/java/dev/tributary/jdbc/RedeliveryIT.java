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
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A row that is read again and meets, in a unique column, one that has its value now, as a change that follows says. */
@ParameterizedClass
@EnumSource(names = {"MYSQL", "MARIADB", "POSTGRESQL", "H2"})
@Timeout(60)
class RedeliveryIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private TargetDatabase.Product product;

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;
    private TableSchema schema;
    private SinkWriter<ChangeEvent> writer;

    @BeforeEach
    void storeWhatCameLast() throws Exception {
        target = product.create();
        target.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, code VARCHAR(20) UNIQUE)",
                "INSERT INTO t VALUES (1, 'b'), (2, 'a')");
        schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(Column.of("id", "int"), Column.of("code", "varchar(20)")),
                List.of("id"));
        writer = JdbcSink.changeEvents(target.dataSource())
                .batchAge(Duration.ZERO)
                .build()
                .open(context);
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        target.close();
        assertThat(context.failures).isEmpty();
    }

    private Row row(int id, String code) {
        return Row.of(schema, id, code);
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

    private void assertStored() throws SQLException {
        assertThat(target.query("SELECT id, code FROM t ORDER BY id"))
                .containsExactly(List.of("1", "b"), List.of("2", "a"));
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
        assertStored();
    }

    /** What frees the row's place comes behind the truncate, before which the row would be written. */
    @Test
    void leavesOutWhatATruncateWouldRemove() throws Exception {
        endsAt(4);
        readTheFirstAgain();
        Await.until("it was in the way", LIMIT, () -> context.endsAsked.get() > 0);

        writer.tableChanged(
                Changes.SPLIT, new TableChange.Truncated(schema.table(), "TRUNCATE TABLE t", Changes.origin(2)));
        writer.advance(Changes.SPLIT, new Changes.At(2));
        write(3, Changes.insert(3, row(1, "b")));
        write(4, Changes.insert(4, row(2, "a")));

        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(context.rejected).isEmpty();
        assertStored();
    }

    /** What frees the row's place comes behind the truncate of another table, which does not concern it. */
    @Test
    void waitsBeyondATruncateOfAnotherTable() throws Exception {
        target.execute("CREATE TABLE other (id INT PRIMARY KEY)");
        endsAt(4);
        readTheFirstAgain();
        Await.until("it was in the way", LIMIT, () -> context.endsAsked.get() > 0);

        writer.tableChanged(
                Changes.SPLIT,
                new TableChange.Truncated(
                        new TableId(target.schema(), "other"), "TRUNCATE TABLE other", Changes.origin(2)));
        writer.advance(Changes.SPLIT, new Changes.At(2));
        write(3, Changes.update(3, row(1, "a"), row(1, "b")));
        write(4, Changes.insert(4, row(2, "a")));

        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(context.rejected).isEmpty();
        assertStored();
    }

    /** What refers to a table has rows of it put before one is removed; this one's place is taken, and it need not be put. */
    @Test
    void leavesOutWhatADeleteWouldRemove() throws Exception {
        target.execute("CREATE TABLE other (id INT PRIMARY KEY, t INT, FOREIGN KEY (t) REFERENCES t (id))");
        endsAt(4);
        readTheFirstAgain();
        Await.until("it was in the way", LIMIT, () -> context.endsAsked.get() > 0);

        write(2, Changes.delete(2, row(1, "a")));
        write(3, Changes.insert(3, row(1, "b")));
        write(4, Changes.insert(4, row(2, "a")));

        assertThat(writer.flush(LIMIT)).isTrue();
        assertThat(context.rejected).isEmpty();
        assertStored();
    }

    @Test
    void refusesItWhenTheSourceHasNothingElse() throws Exception {
        endsAt(1);
        readTheFirstAgain();

        Await.until("it is refused", LIMIT, () -> context.rejected.size() == 1);
        assertThat(writer.flush(LIMIT)).isTrue();
        assertStored();
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
