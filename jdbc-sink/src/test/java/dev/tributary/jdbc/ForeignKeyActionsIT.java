package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes that tell what foreign keys did in the source: those of the target do nothing, so that changes can be repeated. */
@ParameterizedClass
@EnumSource(names = {"MYSQL", "MARIADB", "POSTGRESQL"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignKeyActionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private TargetDatabase.Product product;

    private final RecordingContext context = new RecordingContext();
    private TargetDatabase target;
    private TableSchema parent;
    private TableSchema child;
    private TableSchema grandchild;

    @BeforeEach
    void createTables() throws SQLException {
        target = product.create();
        parent = schema("parent", Column.of("code", "varchar(10)"));
        child = schema("child", Column.of("parent_id", "int"));
        grandchild = schema("grandchild", Column.of("child_id", "int"));
        target.execute(
                "CREATE TABLE parent (id INT PRIMARY KEY, code VARCHAR(10) UNIQUE)",
                "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT,"
                        + " FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                "CREATE TABLE grandchild (id INT PRIMARY KEY, child_id INT,"
                        + " FOREIGN KEY (child_id) REFERENCES child (id) ON DELETE CASCADE)");
    }

    @AfterEach
    void dropTables() throws Exception {
        target.close();
        assertThat(context.failures).isEmpty();
        assertThat(context.reasons).isEmpty();
    }

    private TableSchema schema(String table, Column more) {
        return TableSchema.of(
                new TableId(target.schema(), table), List.of(Column.of("id", "int"), more), List.of("id"));
    }

    /** Stores changes, the number of the first of which is given, of a source that ends with them. */
    private void store(int first, List<StreamRecord<ChangeEvent>> changes) throws Exception {
        int end = first + changes.size() - 1;
        context.sourceEnd = CompletableFuture.completedFuture(Map.of(Changes.SPLIT, new Changes.At(end)));
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(target.dataSource())
                .foreignKeyActions(ForeignKeyActions.IN_CHANGES)
                .parallelism(3)
                .batchRows(1)
                .build()
                .open(context)) {
            writer.advance(Changes.SPLIT, new Changes.At(first - 1));
            for (int i = 0; i < changes.size(); i++) {
                writer.write(changes.get(i));
                writer.advance(Changes.SPLIT, new Changes.At(first + i));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private List<List<String>> rows(String table) throws SQLException {
        return target.query("SELECT * FROM " + table + " ORDER BY id");
    }

    @Test
    void aRepeatedDeleteTakesNothingAlong() throws Exception {
        store(
                1,
                List.of(
                        Changes.insert(1, Row.of(parent, 1, "a")),
                        Changes.insert(2, Row.of(child, 10, null)),
                        Changes.insert(3, Row.of(grandchild, 100, 10))));
        List<StreamRecord<ChangeEvent>> again = List.of(
                Changes.delete(4, Row.of(parent, 1, "a")),
                Changes.insert(5, Row.of(parent, 1, "b")),
                Changes.update(6, Row.of(child, 10, null), Row.of(child, 10, 1)));

        for (int i = 0; i < 2; i++) {
            store(4, again);
            assertThat(rows("parent")).containsExactly(List.of("1", "b"));
            assertThat(rows("child")).containsExactly(List.of("10", "1"));
            assertThat(rows("grandchild")).containsExactly(List.of("100", "10"));
        }
    }

    @Test
    void rowsThatOthersReferToChangePlaces() throws Exception {
        store(
                1,
                List.of(
                        Changes.insert(1, Row.of(parent, 1, "a")),
                        Changes.insert(2, Row.of(parent, 2, "b")),
                        Changes.insert(3, Row.of(child, 10, 1)),
                        Changes.insert(4, Row.of(child, 20, 2))));
        List<StreamRecord<ChangeEvent>> again = List.of(
                Changes.update(5, Row.of(parent, 1, "a"), Row.of(parent, 1, "c")),
                Changes.update(6, Row.of(parent, 2, "b"), Row.of(parent, 2, "a")),
                Changes.update(7, Row.of(parent, 1, "c"), Row.of(parent, 1, "b")));

        for (int i = 0; i < 2; i++) {
            store(5, again);
            assertThat(rows("parent")).containsExactly(List.of("1", "b"), List.of("2", "a"));
            assertThat(rows("child")).containsExactly(List.of("10", "1"), List.of("20", "2"));
        }
    }

    @Test
    void rowsFollowAChangedKeyByTheirOwnChanges() throws Exception {
        List<StreamRecord<ChangeEvent>> changes = List.of(
                Changes.insert(1, Row.of(parent, 1, "a")),
                Changes.insert(2, Row.of(child, 10, 1)),
                Changes.update(3, Row.of(parent, 1, "a"), Row.of(parent, 2, "a")),
                Changes.update(4, Row.of(child, 10, 1), Row.of(child, 10, 2)));

        for (int i = 0; i < 2; i++) {
            store(1, changes);
            assertThat(rows("parent")).containsExactly(List.of("2", "a"));
            assertThat(rows("child")).containsExactly(List.of("10", "2"));
        }
    }
}
