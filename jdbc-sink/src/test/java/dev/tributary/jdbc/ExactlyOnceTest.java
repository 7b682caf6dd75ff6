package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.SinkException;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A statement that stores each element once more is what shows a repeat. */
@Timeout(60)
class ExactlyOnceTest {

    private static final Split OTHER = new Split("other");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;

    @BeforeEach
    void openDatabase() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        execute("CREATE TABLE elements (text VARCHAR(5))");
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }

    private List<String> elements() throws SQLException {
        return query("SELECT text FROM elements");
    }

    private JdbcSink.StatementBuilder<String> sink() {
        return JdbcSink.<String>statement(
                        dataSource, "INSERT INTO elements VALUES (?)", (row, text) -> row.setString(1, text))
                .batchAge(Duration.ofMinutes(10))
                .exactlyOnce();
    }

    private SinkWriter<String> open() throws InterruptedException {
        SinkWriter<String> writer = sink().build().open(context);
        writer.stored(Set.of(Changes.SPLIT, OTHER));
        return writer;
    }

    private static void write(SinkWriter<String> writer, Split split, String... texts) throws InterruptedException {
        for (String text : texts) {
            writer.write(StreamRecord.withoutKey(text, Changes.origin(1), split, 10));
        }
    }

    private static void flush(SinkWriter<?> writer) throws InterruptedException {
        assertThat(writer.flush(LIMIT)).isTrue();
    }

    @Test
    void elementsAreStoredTogetherWithTheirPosition() throws Exception {
        try (SinkWriter<String> writer = open()) {
            write(writer, Changes.SPLIT, "a", "b");
            writer.advance(Changes.SPLIT, new Changes.At(2));
            flush(writer);
            write(writer, Changes.SPLIT, "c"); // which no position covers
            flush(writer);
        }

        assertThat(elements()).containsExactly("a", "b");
        assertThat(context.durable).containsExactly(new Changes.At(2));
        try (SinkWriter<String> next = sink().build().open(context)) {
            assertThat(next.stored(Set.of(Changes.SPLIT, OTHER))).containsExactly(Map.entry(Changes.SPLIT, "2"));
        }
    }

    @Test
    void aBatchEndsOnlyWherePositionsCoverEverySplit() throws Exception {
        try (SinkWriter<String> writer = open()) {
            write(writer, OTHER, "x");
            write(writer, Changes.SPLIT, "a");
            writer.advance(Changes.SPLIT, new Changes.At(1));
            flush(writer);
            assertThat(elements()).isEmpty();
            writer.advance(OTHER, new Changes.At(7));
            flush(writer);
            assertThat(elements()).containsExactly("x", "a");
        }
    }

    @Test
    void anElementThatIsRefusedIsRejectedOnceWhileTheOthersAreStored() throws Exception {
        try (SinkWriter<String> writer = open()) {
            write(writer, Changes.SPLIT, "a", "b", "too long", "c", "d");
            writer.advance(Changes.SPLIT, new Changes.At(5));
            flush(writer);
        }

        assertThat(elements()).containsExactly("a", "b", "c", "d");
        assertThat(context.rejected)
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo("too long"));
    }

    @Test
    void anOlderWriterCanStoreNothingOnceANewerHasClaimedTheSplit() throws Exception {
        RecordingContext newerContext = new RecordingContext();
        try (SinkWriter<String> older = open()) {
            write(older, Changes.SPLIT, "a");
            older.advance(Changes.SPLIT, new Changes.At(1));
            flush(older);
            try (SinkWriter<String> newer = sink().build().open(newerContext)) {
                assertThat(newer.stored(Set.of(Changes.SPLIT))).containsEntry(Changes.SPLIT, "1");
                write(older, Changes.SPLIT, "lost");
                older.advance(Changes.SPLIT, new Changes.At(2));

                assertThatThrownBy(() -> older.flush(LIMIT))
                        .isInstanceOf(SinkException.class)
                        .hasMessageContaining(
                                "of pipeline 'test' was claimed by another writer, in tributary_positions")
                        .hasMessageContaining("It has stopped for good");
                write(newer, Changes.SPLIT, "b");
                newer.advance(Changes.SPLIT, new Changes.At(2));
                flush(newer);
            }
        }
        assertThat(elements()).containsExactly("a", "b");
    }

    @Test
    void whereASplitBeginsIsStoredAtOnceAndBatchesCloseByTheirRows() throws Exception {
        try (SinkWriter<String> writer = sink().batchRows(2).build().open(context)) {
            writer.stored(Set.of(Changes.SPLIT));
            writer.advance(Changes.SPLIT, new Changes.At(0));
            awaitDurable(new Changes.At(0));
            write(writer, Changes.SPLIT, "a", "b");
            writer.advance(Changes.SPLIT, new Changes.At(2));
            awaitDurable(new Changes.At(2));
        }
        assertThat(elements()).containsExactly("a", "b");
    }

    private void awaitDurable(Changes.At position) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!context.durable.contains(position)) {
            assertThat(System.nanoTime())
                    .as("%s in %s", position, context.durable)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsBeyondTheBudgetIsTakenWhereNothingCanBeStoredYet() throws Exception {
        context.byteBudget = 100;
        try (SinkWriter<String> writer = open()) {
            for (int i = 0; i < 50; i++) {
                write(writer, Changes.SPLIT, "" + i);
            }
            writer.advance(Changes.SPLIT, new Changes.At(50));
            flush(writer);
        }
        assertThat(elements()).hasSize(50);
    }
}
