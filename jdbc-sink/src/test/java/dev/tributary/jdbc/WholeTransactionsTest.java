package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Trait;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole transactions of the source, with foreign keys that the target checks at once. */
@Timeout(60)
class WholeTransactionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TableSchema PARENT = schema("parent", "note");
    private static final TableSchema CHILD = schema("child", "parent_id");

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;
    private long number;

    private static TableSchema schema(String table, String column) {
        return TableSchema.of(
                new TableId("public", table), List.of(Column.of("id", "int"), Column.of(column, "int")), List.of("id"));
    }

    @BeforeEach
    void createTables() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE parent (id INT PRIMARY KEY, note INT)");
            statement.execute("CREATE TABLE child (id INT PRIMARY KEY, parent_id INT NOT NULL REFERENCES parent)");
        }
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
        assertThat(context.rejected).isEmpty();
    }

    private JdbcSink.ChangeEventsBuilder sink() {
        return JdbcSink.changeEvents(dataSource)
                .batchRows(3)
                .batchAge(Duration.ZERO)
                .wholeTransactions();
    }

    private static void mark(SinkWriter<?> writer, long at, boolean begins) {
        Transaction transaction = Changes.origin(at).transaction();
        if (begins) {
            writer.transactionBegan(Changes.SPLIT, transaction);
        } else {
            writer.transactionCommitted(Changes.SPLIT, transaction);
        }
    }

    private void insert(SinkWriter<ChangeEvent> writer, TableSchema schema, int id, int value)
            throws InterruptedException {
        writer.write(Changes.insert(++number, Row.of(schema, id, value)));
    }

    private List<Integer> ids(String table) throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + table + " ORDER BY id")) {
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
        }
        return ids;
    }

    @Test
    void aTransactionIsStoredOnceItIsCommittedWhateverPositionsAndLimitsLieWithinIt() throws Exception {
        for (JdbcSink.ChangeEventsBuilder builder : List.of(sink(), sink().exactlyOnce())) {
            try (SinkWriter<ChangeEvent> writer = builder.build().open(context)) {
                writer.stored(Set.of(Changes.SPLIT));
                writer.advance(Changes.SPLIT, new Changes.At(number));
                mark(writer, number, true);
                int first = (int) number * 100 + 1;
                for (int id = first; id < first + 10; id++) {
                    insert(writer, PARENT, id, 1);
                    insert(writer, CHILD, id, id);
                    writer.advance(Changes.SPLIT, new Changes.At(number));
                }
                assertThat(writer.flush(LIMIT)).isTrue();
                assertThat(ids("parent")).doesNotContain(first);

                mark(writer, number, false);
                writer.advance(Changes.SPLIT, new Changes.At(number + 1));
                assertThat(writer.flush(LIMIT)).isTrue();
                assertThat(ids("child")).contains(first, first + 9);
                assertThat(context.durable).contains(new Changes.At(number + 1));
            }
        }
    }

    @Test
    void aTransactionThatIsLargerThanWhatASinkMayHoldIsAnError() throws Exception {
        context.byteBudget = 2000;
        try (SinkWriter<ChangeEvent> writer = sink().build().open(context)) {
            mark(writer, 1, true);
            assertThatThrownBy(() -> {
                        for (int id = 1; id < 20; id++) {
                            insert(writer, PARENT, id, 1);
                        }
                    })
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("holds more than the 2000 bytes that the sink may hold");
        }
    }

    @Test
    void isRefusedInSeveralLanesAndNeedsASourceThatTellsOfTransactions() {
        assertThatThrownBy(() -> sink().parallelism(2).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wholeTransactions() writes in one lane");
        assertThat(sink().build().needs()).contains(Trait.TRANSACTIONS);
    }
}
