package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets with foreign keys: rows come in any order, and what foreign keys did in the source they do in the target. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignKeysIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private MySqlVersion version;

    private MySqlDatabase database;
    private TableSchema parent;
    private TableSchema child;
    private final RecordingContext context = new RecordingContext();
    private long number;

    @BeforeEach
    void createTables() {
        database = SharedServers.mySql(version).newDatabase("foreign_keys");
        database.execute("CREATE TABLE parent (id INT PRIMARY KEY, note VARCHAR(10))");
        parent = schema("parent", new Column("note", ColumnType.parse("varchar(10)"), true));
        child = schema("child", new Column("parent_id", ColumnType.parse("int"), true));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
        assertThat(context.failures).isEmpty();
        assertThat(context.reasons).isEmpty();
    }

    private TableSchema schema(String name, Column more) {
        return TableSchema.of(
                new TableId(database.name(), name),
                List.of(new Column("id", ColumnType.parse("int"), false), more),
                List.of("id"));
    }

    private void createChild(String actions) {
        database.execute("CREATE TABLE child (id INT PRIMARY KEY, parent_id INT,"
                + " FOREIGN KEY (parent_id) REFERENCES parent (id) " + actions + ")");
    }

    @SafeVarargs
    private void store(StreamRecord<ChangeEvent>... records) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(database.dataSource())
                .parallelism(2)
                .batchAge(Duration.ofSeconds(1)) // all that a test stores is one batch
                .build()
                .open(context)) {
            for (StreamRecord<ChangeEvent> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private StreamRecord<ChangeEvent> insert(Row row) {
        return Changes.insert(++number, row);
    }

    private StreamRecord<ChangeEvent> update(Row before, Row after) {
        return Changes.update(++number, before, after);
    }

    private StreamRecord<ChangeEvent> delete(Row row) {
        return Changes.delete(++number, row);
    }

    private List<List<Object>> rows(String table) {
        return database.query("SELECT * FROM " + table + " ORDER BY id");
    }

    @Test
    void aRowComesBeforeTheOneThatItRefersTo() throws InterruptedException {
        createChild("ON DELETE RESTRICT");

        store(insert(Row.of(child, 10, 1)));
        store(insert(Row.of(parent, 1, "late")), insert(Row.of(child, 11, 2)));

        assertThat(rows("child")).containsExactly(List.of(10, 1), List.of(11, 2));
        assertThat(rows("parent")).containsExactly(List.of(1, "late"));
    }

    @Test
    void deletingARowTakesAlongWhatItTookAlongInTheSource() throws InterruptedException {
        createChild("ON DELETE CASCADE");

        store(
                insert(Row.of(parent, 1, "one")),
                insert(Row.of(parent, 2, "two")),
                insert(Row.of(child, 10, 1)),
                insert(Row.of(child, 20, 2)));
        store(delete(Row.of(parent, 1, "one")));

        assertThat(rows("parent")).containsExactly(List.of(2, "two"));
        assertThat(rows("child")).containsExactly(List.of(20, 2));
    }

    @Test
    void deletingARowDoesNotTakeAlongWhatWasGivenToAnotherBefore() throws InterruptedException {
        createChild("ON DELETE CASCADE");
        database.execute("CREATE TABLE grandchild (id INT PRIMARY KEY, child_id INT,"
                + " FOREIGN KEY (child_id) REFERENCES child (id) ON DELETE CASCADE)");
        store(insert(Row.of(parent, 1, "one")), insert(Row.of(child, 10, 1)));
        database.execute("INSERT INTO grandchild VALUES (100, 10)");

        store(
                insert(Row.of(parent, 2, "two")),
                update(Row.of(child, 10, 1), Row.of(child, 10, 2)),
                delete(Row.of(parent, 1, "one")));

        assertThat(rows("child")).containsExactly(List.of(10, 2));
        assertThat(rows("grandchild")).containsExactly(List.of(100, 10));
    }

    @Test
    void rowsFollowAKeyThatChanges() throws InterruptedException {
        createChild("ON UPDATE CASCADE ON DELETE CASCADE");

        store(
                insert(Row.of(parent, 1, "one")),
                insert(Row.of(child, 10, 1)),
                update(Row.of(parent, 1, "one"), Row.of(parent, 2, "two")));

        assertThat(rows("parent")).containsExactly(List.of(2, "two"));
        assertThat(rows("child")).containsExactly(List.of(10, 2));
    }

    @Test
    void changesOfKeysCanBeRepeatedAfterARestart() throws InterruptedException {
        createChild("ON UPDATE CASCADE ON DELETE CASCADE");
        List<StreamRecord<ChangeEvent>> history = List.of(
                update(Row.of(parent, 1, "one"), Row.of(parent, 2, "two")),
                insert(Row.of(parent, 1, "new")),
                update(Row.of(child, 20, 2), Row.of(child, 21, 1)));
        store(insert(Row.of(parent, 1, "one")), insert(Row.of(child, 10, 1)), insert(Row.of(child, 20, 1)));

        for (int i = 0; i < 2; i++) {
            for (StreamRecord<ChangeEvent> change : history) {
                store(change);
            }
            assertThat(rows("parent")).containsExactly(List.of(1, "new"), List.of(2, "two"));
            assertThat(rows("child")).containsExactly(List.of(10, 2), List.of(21, 1));
        }
    }

    @Test
    void truncatingATableLeavesTheRowsThatReferToIt() throws InterruptedException {
        createChild("ON DELETE CASCADE");
        store(insert(Row.of(parent, 1, "one")), insert(Row.of(child, 10, 1)));

        try (SinkWriter<ChangeEvent> writer =
                JdbcSink.changeEvents(database.dataSource()).build().open(context)) {
            writer.tableChanged(
                    Changes.SPLIT,
                    new TableChange.Truncated(parent.table(), "TRUNCATE parent", Changes.origin(++number)));
            assertThat(writer.flush(LIMIT)).isTrue();
        }

        assertThat(rows("parent")).isEmpty();
        assertThat(rows("child")).containsExactly(List.of(10, 1));
    }
}
