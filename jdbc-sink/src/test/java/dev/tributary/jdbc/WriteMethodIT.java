package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that go as a file end as those that go as parameters do. */
@ParameterizedClass
@EnumSource(names = {"V9", "MARIADB"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriteMethodIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private MySqlVersion version;

    private MySqlServer server;
    private MySqlDatabase database;
    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void createDatabase() {
        server = SharedServers.mySql(version, Map.of("local-infile", "1"));
        database = server.newDatabase("sink");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private DataSource dataSource(boolean allowed) {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(server.rootUser());
        dataSource.setPassword(server.rootPassword());
        try {
            dataSource.setAllowLoadLocalInfile(allowed);
        } catch (java.sql.SQLException notASetting) {
            throw new AssertionError(notASetting);
        }
        return dataSource;
    }

    private JdbcSink.ChangeEventsBuilder sink(WriteMethod method) {
        return JdbcSink.changeEvents(dataSource(true)).writeMethod(method).batchAge(Duration.ofMinutes(1));
    }

    private void store(JdbcSink.ChangeEventsBuilder sink, List<StreamRecord<ChangeEvent>> records) throws Exception {
        try (SinkWriter<ChangeEvent> writer = sink.build().open(context)) {
            for (StreamRecord<ChangeEvent> record : records) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private TableSchema notes() {
        return TableSchema.of(
                new TableId(database.name(), "t"),
                List.of(
                        new Column("id", ColumnType.parse("int"), false),
                        Column.of("note", "varchar(10) charset utf8mb4"),
                        Column.of("amount", "decimal(10,2)")),
                List.of("id"));
    }

    private List<StreamRecord<ChangeEvent>> inserts(int from, int to) {
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            records.add(Changes.insert(i, Row.of(notes(), i, "note " + i, new java.math.BigDecimal(i))));
        }
        return records;
    }

    private void createNotes(String unique) {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(10) " + unique + ", amount DECIMAL(10,2))");
    }

    private List<List<Object>> rows() {
        return database.query("SELECT * FROM t ORDER BY id");
    }

    private long status(String name) {
        return Long.parseLong(String.valueOf(
                server.query("SHOW GLOBAL STATUS LIKE '" + name + "'").get(0).get(1)));
    }

    private long loads() {
        return status("Com_load");
    }

    private long undone() {
        return status("Com_rollback_to_savepoint");
    }

    /** What the other test of types has shown of parameters holds for files, if the tables are the same byte by byte. */
    @Test
    void aFileLeavesWhatParametersLeaveForEveryType() throws Exception {
        long loadsBefore = loads();
        long undoneBefore = undone();
        int stored = 0;
        for (Arguments type : MySqlTypesIT.types().toList()) {
            String name = (String) type.get()[0];
            List<?> values = (List<?>) type.get()[1];
            boolean known = !(version == MySqlVersion.MARIADB && name.startsWith("geometry"));
            if (known) {
                stored++;
                storesTheSame(name, values);
            }
        }
        assertThat(loads() - loadsBefore).isGreaterThanOrEqualTo(stored);
        assertThat(undone()).isEqualTo(undoneBefore);
    }

    private void storesTheSame(String type, List<?> values) throws Exception {
        List<List<Object>> checksums = new ArrayList<>();
        for (WriteMethod method : List.of(WriteMethod.STATEMENTS, WriteMethod.FILE)) {
            TableSchema schema = TableSchema.of(
                    new TableId(database.name(), "v"),
                    List.of(new Column("id", ColumnType.parse("int"), false), Column.of("v", type)),
                    List.of("id"));
            database.execute("DROP TABLE IF EXISTS v", "CREATE TABLE v (id INT PRIMARY KEY, v " + ddl(type) + ")");
            List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
            records.add(Changes.insert(1, Row.of(schema, 0, null)));
            for (int i = 0; i < values.size(); i++) {
                records.add(Changes.insert(2, MySqlTypesIT.row(schema, i + 1, values.get(i))));
            }
            store(sink(method), records);
            assertThat(database.count("v")).as(type).isEqualTo(values.size() + 1);
            checksums.add(database.query("CHECKSUM TABLE v").get(0));
        }
        assertThat(checksums.get(1)).as(type).isEqualTo(checksums.get(0));
        assertThat(context.reasons).isEmpty();
    }

    /** A minimal image of an update has the key and what has changed. */
    @Test
    void aDocumentUpdatesAsSingleStatementsDoForEveryType() throws Exception {
        for (Arguments type : MySqlTypesIT.types().toList()) {
            String name = (String) type.get()[0];
            if (!(version == MySqlVersion.MARIADB && name.startsWith("geometry"))) {
                updatesTheSame(name, (List<?>) type.get()[1]);
            }
        }
        assertThat(context.reasons).isEmpty();
    }

    private void updatesTheSame(String type, List<?> values) throws Exception {
        List<List<Object>> checksums = new ArrayList<>();
        TableSchema schema = TableSchema.of(
                new TableId(database.name(), "v"),
                List.of(
                        new Column("id", ColumnType.parse("int"), false),
                        Column.of("v", type),
                        Column.of("other", "int")),
                List.of("id"));
        TableSchema written = TableSchema.of(schema.table(), schema.columns().subList(0, 2), List.of("id"));
        for (int batchRows : new int[] {1, 100}) {
            database.execute(
                    "DROP TABLE IF EXISTS v",
                    "CREATE TABLE v (id INT PRIMARY KEY, v " + ddl(type) + ", other INT)",
                    "INSERT INTO v (id, other) VALUES (0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8)");
            List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
            for (int id = 1; id < 10; id++) { // the last is not there
                Row row = id == 5
                        ? Row.of(written, id, null)
                        : MySqlTypesIT.row(written, id, values.get(id % values.size()));
                records.add(Changes.update(id, Row.of(schema, Map.of("id", id)), new Part(schema, row)));
            }
            store(sink(WriteMethod.AUTOMATIC).batchRows(batchRows), records);
            assertThat(database.query("SELECT COUNT(*), SUM(v IS NULL), SUM(id = other) FROM v"))
                    .as(type)
                    .isEqualTo(List.of(List.of(9L, new java.math.BigDecimal(2), new java.math.BigDecimal(9))));
            checksums.add(database.query("CHECKSUM TABLE v").get(0));
        }
        assertThat(checksums.get(1)).as(type).isEqualTo(checksums.get(0));
    }

    /** A row of a table of which only the first columns are in the image. */
    private record Part(TableSchema schema, Row row) implements Row {

        @Override
        public boolean has(int column) {
            return column < row.size();
        }

        @Override
        public boolean isNull(int column) {
            return has(column) && row.isNull(column);
        }

        @Override
        public void write(int column, dev.tributary.spi.ValueWriter writer) {
            row.write(column, writer);
        }

        @Override
        public Row detach() {
            return new Part(schema, row.detach());
        }
    }

    @Test
    void manyPartialUpdatesAreOneStatement() throws Exception {
        createNotes("");
        database.execute("INSERT INTO t SELECT n, 'old', 0 FROM (WITH RECURSIVE s (n) AS"
                + " (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 500) SELECT n FROM s) AS numbers");
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            records.add(
                    Changes.update(i, Row.of(notes(), Map.of("id", i)), Row.of(notes(), Map.of("note", "note " + i))));
        }
        long before = status("Com_update") + status("Com_update_multi");

        store(sink(WriteMethod.AUTOMATIC), records);

        assertThat(status("Com_update") + status("Com_update_multi") - before).isEqualTo(1);
        assertThat(context.explained)
                .containsEntry(
                        "UPDATE of rows of table `" + database.name() + "`.`t`",
                        "[statements, a JSON document from 8 rows on]");
        assertThat(database.query("SELECT COUNT(*) FROM t WHERE note = CONCAT('note ', id) AND amount = 0"))
                .isEqualTo(List.of(List.of(500L)));
    }

    @Test
    void findsThePartialUpdateThatIsRefused() throws Exception {
        createNotes("");
        store(sink(WriteMethod.STATEMENTS), inserts(1, 20));
        List<StreamRecord<ChangeEvent>> records = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            String note = i == 13 ? "much too long for it" : "new " + i;
            records.add(Changes.update(i, Row.of(notes(), Map.of("id", i)), Row.of(notes(), Map.of("note", note))));
        }

        store(sink(WriteMethod.AUTOMATIC), records);

        assertThat(context.rejected).containsExactly(records.get(12));
        assertThat(database.query("SELECT id FROM t WHERE note NOT LIKE 'new %'"))
                .isEqualTo(List.of(List.of(13)));
    }

    private static String ddl(String type) {
        return type.startsWith("timestamp") ? type + " NULL" : type;
    }

    @ParameterizedTest
    @CsvSource({"1, false, false", "1, false, true", "1, true, true", "4, true, false"})
    void aRandomHistoryEndsInTheModel(int lanes, boolean minimal, boolean unique) throws Exception {
        database.execute(RandomHistory.createTable("t", unique));
        long seed = new Random().nextLong();
        RandomHistory history = new RandomHistory(seed, new TableId(database.name(), "t"), minimal);
        try (SinkWriter<ChangeEvent> writer =
                sink(WriteMethod.FILE).parallelism(lanes).batchRows(20).build().open(context)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 200; i++) {
                    writer.write(history.change());
                }
                assertThat(writer.flush(LIMIT)).isTrue();
                Map<Integer, List<Object>> stored = new TreeMap<>();
                rows().forEach(row -> stored.put((Integer) row.get(0), row.subList(1, row.size())));
                assertThat(stored).as("seed %d, round %d", seed, round).isEqualTo(history.model());
            }
        }
        assertThat(context.rejected).as("seed %d", seed).isEmpty();
    }

    @Test
    void manyNewRowsGoAsAFileWhereThatIsAllowed() throws Exception {
        createNotes("");
        long before = loads();

        store(sink(WriteMethod.AUTOMATIC), inserts(1, 400));
        assertThat(loads() - before).isEqualTo(1);

        store(sink(WriteMethod.AUTOMATIC), inserts(401, 410));
        store(sink(WriteMethod.STATEMENTS), inserts(411, 800));
        store(JdbcSink.changeEvents(dataSource(false)), inserts(801, 1200));
        assertThat(loads() - before).isEqualTo(1);
        assertThat(database.count("t")).isEqualTo(1200);
    }

    @Test
    void goesOnByStatementsWhenTheServerAllowsFilesNoMore() throws Exception {
        createNotes("");
        try (SinkWriter<ChangeEvent> writer =
                sink(WriteMethod.FILE).batchRows(100).build().open(context)) {
            for (StreamRecord<ChangeEvent> record : inserts(1, 100)) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
            server.execute("SET GLOBAL local_infile = 0");
            for (StreamRecord<ChangeEvent> record : inserts(101, 300)) {
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        } finally {
            server.execute("SET GLOBAL local_infile = 1");
        }
        assertThat(context.retries).isEmpty();
        assertThat(database.count("t")).isEqualTo(300);
    }

    @Test
    void rowsThatAreThereAlreadyAreUpdated() throws Exception {
        createNotes("");
        database.execute("INSERT INTO t VALUES (7, 'old', 1.5)");
        long before = undone();

        store(sink(WriteMethod.FILE), inserts(1, 100));

        assertThat(database.count("t")).isEqualTo(100);
        assertThat(rows().get(6).subList(0, 2)).isEqualTo(List.of(7, "note 7"));
        assertThat(undone() - before).isEqualTo(1);
    }

    /** The server would keep the row of the lower id, and only warn. */
    @Test
    void aRowThatTakesAnothersUniqueValueIsRefused() throws Exception {
        createNotes("UNIQUE");
        database.execute("INSERT INTO t VALUES (1000, 'note 7', 1.5)");

        store(sink(WriteMethod.FILE), inserts(1, 100));

        assertThat(context.rejected).hasSize(1);
        assertThat(database.count("t")).isEqualTo(100);
        assertThat(database.query("SELECT id FROM t WHERE note = 'note 7'")).isEqualTo(List.of(List.of(1000)));
    }

    /** The server would cut them, and only warn. */
    @Test
    void valuesThatDoNotFitAreRefused() throws Exception {
        createNotes("");
        List<StreamRecord<ChangeEvent>> records = inserts(1, 100);
        for (List<Object> values : List.of(
                Arrays.<Object>asList("much too long for it", null),
                Arrays.<Object>asList(null, new java.math.BigDecimal("123456789012.5")))) {
            records.add(50, Changes.insert(1, Row.of(notes(), 500 + records.size(), values.get(0), values.get(1))));
        }

        store(sink(WriteMethod.FILE), records);

        assertThat(context.rejected).hasSize(2);
        assertThat(database.count("t")).isEqualTo(100);
    }

    @Test
    void saysWhatAFileNeeds() {
        createNotes("");

        assertThatThrownBy(() ->
                        store(JdbcSink.changeEvents(dataSource(false)).writeMethod(WriteMethod.FILE), inserts(1, 1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("New rows of table `" + database.name() + "`.`t` cannot be written by WriteMethod.FILE:"
                        + " database, driver, their settings or the types of its columns do not allow it (see"
                        + " WriteMethod); make them, or choose WriteMethod.AUTOMATIC");
    }
}
