package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are decoded when the sink asks for their values: what cannot be decoded is rejected alone, and as that. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DamagedRowsTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("public", "t"),
            List.of(Column.of("code", "varchar(10) charset utf8mb4"), Column.of("note", "varchar(10) charset utf8mb4")),
            List.of("code"));
    private static final int CODE = 0;
    private static final int NOTE = 1;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;

    @BeforeEach
    void openDatabase() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (code VARCHAR(10) PRIMARY KEY, note VARCHAR(10))");
        }
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private static Row row(String code, String note) {
        return Row.of(SCHEMA, code, note);
    }

    private static Row damaged(int column, RuntimeException failure) {
        return new DamagedRow(row("damaged", "damaged"), column, failure);
    }

    private <T> void store(Sink<T> sink, List<StreamRecord<T>> records) throws InterruptedException {
        try (SinkWriter<T> writer = sink.open(context)) {
            for (StreamRecord<T> record : records) {
                writer.write(record);
            }
            writer.advance(Changes.SPLIT, new Changes.At(100));
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(context.failures).isEmpty();
        assertThat(context.durable).containsExactly(new Changes.At(100));
    }

    private Sink<ChangeEvent> changes(int lanes) {
        return JdbcSink.changeEvents(dataSource).parallelism(lanes).build();
    }

    private Map<String, String> rows() throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT code, note FROM t")) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"code, 1", "code, 4", "note, 1", "note, 4"})
    void rejectsARowThatCannotBeDecodedForThatReasonAndStoresTheOthers(String column, int lanes) throws Exception {
        DecodeException failure = new DecodeException("damaged");
        Row damaged = damaged(column.equals("code") ? CODE : NOTE, failure);
        List<StreamRecord<ChangeEvent>> records = List.of(
                Changes.insert(1, row("a", "first")),
                Changes.insert(2, damaged),
                Changes.insert(3, row("b", "second")),
                Changes.update(4, row("b", "second"), damaged),
                Changes.update(5, row("a", "first"), row("a", "third")),
                Changes.insert(6, row("c", "fourth")));

        store(changes(lanes), records);

        assertThat(context.rejected).containsExactlyInAnyOrder(records.get(1), records.get(3));
        assertThat(context.reasons).containsOnly(failure);
        // What the damaged row came from has gone from its key, if that can be known.
        assertThat(rows())
                .containsEntry("a", "third")
                .containsEntry("c", "fourth")
                .doesNotContainKey("damaged");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void rejectsADeleteWhoseKeyCannotBeDecoded(int lanes) throws Exception {
        DecodeException failure = new DecodeException("damaged");
        List<StreamRecord<ChangeEvent>> records = List.of(
                Changes.insert(1, row("a", "first")),
                Changes.delete(2, damaged(CODE, failure)),
                Changes.insert(3, row("b", "second")));

        store(changes(lanes), records);

        assertThat(context.rejected).containsExactly(records.get(1));
        assertThat(context.reasons).containsExactly(failure);
        assertThat(rows()).hasSize(2);
    }

    @Test
    void takesAValueThatIsThereButHasNoFormForTheDatabaseForItsOwnFailure() throws Exception {
        ValueException failure = new ValueException("no form");

        store(changes(1), List.of(Changes.insert(1, damaged(NOTE, failure))));

        assertThat(context.reasons)
                .singleElement()
                .satisfies(reason -> assertThat(reason)
                        .isInstanceOf(SinkException.class)
                        .hasMessage("the row of table public.t from " + Changes.origin(1)
                                + " with key (code) cannot be given to the database: Column 'note' of table public.t cannot be"
                                + " bound")
                        .hasRootCause(failure));
    }

    @ParameterizedTest
    @CsvSource({"code, 1", "code, 4", "note, 1", "note, 4"})
    void rejectsAnElementWhoseBinderMeetsWhatCannotBeDecoded(String column, int lanes) throws Exception {
        DecodeException failure = new DecodeException("damaged");
        Sink<ChangeEvent> sink = JdbcSink.<ChangeEvent>statement(
                        dataSource, "INSERT INTO t VALUES (?, ?)", (statement, change) -> {
                            statement.setString(1, change.row().getString(CODE));
                            statement.setString(2, change.row().getString(NOTE));
                        })
                .parallelism(lanes)
                .build();
        List<StreamRecord<ChangeEvent>> records = List.of(
                Changes.insert(1, row("a", "first")),
                Changes.insert(2, damaged(column.equals("code") ? CODE : NOTE, failure)),
                Changes.insert(3, row("b", "second")));

        store(sink, records);

        assertThat(context.rejected).containsExactly(records.get(1));
        assertThat(context.reasons).containsExactly(failure);
        assertThat(rows()).isEqualTo(Map.of("a", "first", "b", "second"));
    }
}
