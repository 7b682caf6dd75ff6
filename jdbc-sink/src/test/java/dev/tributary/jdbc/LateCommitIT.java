package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer that ends while the server is still at its commit: what that commit makes visible later, the next writer, which reads
 * the same changes again, must not have passed over.
 */
@Timeout(60)
class LateCommitIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;
    private TableSchema schema;

    private void create(TargetDatabase.Product product) throws SQLException {
        target = product.create();
        target.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(20))");
        schema = TableSchema.of(
                new TableId(target.schema(), "t"),
                List.of(Column.of("id", "int"), Column.of("note", "varchar(20)")),
                List.of("id"));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        target.close();
    }

    private SinkWriter<ChangeEvent> open(boolean exactly) throws InterruptedException {
        JdbcSink.ChangeEventsBuilder sink =
                JdbcSink.changeEvents(target.dataSource()).parallelism(2).batchAge(Duration.ofMillis(1));
        SinkWriter<ChangeEvent> writer =
                (exactly ? sink.exactlyOnce() : sink).build().open(context);
        writer.stored(Set.of(Changes.SPLIT));
        writer.advance(Changes.SPLIT, new Changes.At(0));
        return writer;
    }

    private int waiting(String sessionsThatWait) {
        try {
            return target.query(sessionsThatWait).size();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** PostgreSQL deletes past rows that are not committed yet. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isWaitedForByTheNextWriter(boolean exactly) throws Exception {
        create(TargetDatabase.Product.POSTGRESQL);
        target.execute(
                "CREATE FUNCTION wait_for_test() RETURNS TRIGGER LANGUAGE plpgsql AS"
                        + " 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END'",
                "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                        + " EXECUTE FUNCTION wait_for_test()",
                "ALTER TABLE t ENABLE ALWAYS TRIGGER late"); // in sessions that check no foreign keys, too
        String sessionsThatWait =
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        try (Connection test = target.dataSource().getConnection();
                Statement statement = test.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
            try (SinkWriter<ChangeEvent> writer = open(exactly)) {
                writer.write(Changes.insert(1, Row.of(schema, 7, "late")));
                writer.advance(Changes.SPLIT, new Changes.At(1));
                Await.until("the server is at the commit", LIMIT, () -> waiting(sessionsThatWait) == 1);
                writer.abort();
            }

            Future<Boolean> second = CompletableFuture.supplyAsync(() -> insertAndDelete(exactly));
            Await.until("it waits or is done", LIMIT, () -> second.isDone() || waiting(sessionsThatWait) > 1);
            statement.execute("SELECT pg_advisory_unlock(1)");
            assertThat(second.get()).isTrue();
            Await.until("the commit is over", LIMIT, () -> waiting(sessionsThatWait) == 0);
        }
        assertThat(target.query("SELECT * FROM t")).isEmpty();
        assertThat(context.failures).isEmpty();
    }

    /** In others a statement waits for the rows themselves. */
    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "MARIADB"})
    void isWaitedForByItsRows(TargetDatabase.Product product) throws Exception {
        create(product);
        try (Connection late = target.dataSource().getConnection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (7, 'late')");

            Future<Boolean> second = CompletableFuture.supplyAsync(() -> insertAndDelete(false));
            String sessionsThatWait =
                    "SELECT 1 FROM information_schema.processlist WHERE LOWER(state) = 'updating' AND db = '"
                            + target.schema() + "'";
            Await.until("it waits or is done", LIMIT, () -> second.isDone() || waiting(sessionsThatWait) == 1);
            late.commit();
            assertThat(second.get()).isTrue();
        }
        assertThat(target.query("SELECT * FROM t")).isEmpty();
        assertThat(context.failures).isEmpty();
    }

    private boolean insertAndDelete(boolean exactly) {
        try (SinkWriter<ChangeEvent> writer = open(exactly)) {
            Row row = Row.of(schema, 7, "late");
            writer.write(Changes.insert(1, row));
            writer.write(Changes.delete(2, row));
            writer.advance(Changes.SPLIT, new Changes.At(2));
            return writer.flush(LIMIT);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
