package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.Capture.Change;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads tables and documents of unusual shapes as the server itself shows them. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TableShapesIT {

    @Parameter
    private MySqlVersion version;

    private MySqlDatabase database;
    private Capture capture;
    private BinlogConnection connection;
    private TransactionSet before;

    @BeforeEach
    void connect() {
        database = SharedServers.mySql(version).newDatabase("TableShapesIT");
        capture = new Capture(database.server());
        connection = Capture.connect(database.server());
        connection.query("USE " + database.name());
        before = capture.executed();
    }

    @AfterEach
    void close() {
        connection.close();
        database.close();
    }

    private List<Change> changes() {
        return capture.changes(before, database.name());
    }

    private Row inserted() {
        return Objects.requireNonNull(changes().get(0).after());
    }

    private static List<String> names(Row row) {
        return row.schema().columns().stream().map(Column::name).toList();
    }

    private static List<@Nullable String> texts(Row row) {
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            texts.add(row.isNull(i) ? null : row.getText(i));
        }
        return texts;
    }

    @Test
    void showsNoneOfTheColumnsThatTheServerAddsForAnIndex() {
        connection.query("CREATE TABLE t (id INT PRIMARY KEY, j JSON, c VARCHAR(20), KEY f ((UPPER(c))), KEY m"
                + " ((CAST(j->'$' AS UNSIGNED ARRAY))))");
        connection.query("INSERT INTO t VALUES (1, '[1, 2]', 'q')");
        connection.query("ALTER TABLE t ADD COLUMN d INT");
        connection.query("SET binlog_row_image = MINIMAL");
        connection.query("UPDATE t SET c = 'r', d = 5");

        List<Change> changes = changes();

        assertThat(names(Objects.requireNonNull(changes.get(0).after()))).containsExactly("id", "j", "c");
        assertThat(texts(Objects.requireNonNull(changes.get(0).after()))).containsExactly("1", "[1, 2]", "q");
        Row updated = Objects.requireNonNull(changes.get(1).after());
        assertThat(names(updated)).containsExactly("id", "j", "c", "d");
        assertThat(updated.getText("c")).isEqualTo("r");
        assertThat(updated.getInt("d")).isEqualTo(5);
        assertThat(updated.has("j")).isFalse();
    }

    @Test
    void showsGeneratedAndInvisibleColumns() {
        connection.query("CREATE TABLE t (id INT PRIMARY KEY, v INT AS (id + 1) VIRTUAL, s VARCHAR(10) AS (CONCAT('s',"
                + " id)) STORED, i INT DEFAULT 7 INVISIBLE, z INT)");
        connection.query("INSERT INTO t (id, z) VALUES (1, 9)");

        assertThat(names(inserted())).containsExactly("id", "v", "s", "i", "z");
        assertThat(texts(inserted())).containsExactly("1", "2", "s1", "7", "9");
    }

    @Test
    void tellsSignsOfNumbersBehindYears() {
        connection.query("CREATE TABLE t (a INT, y YEAR, b INT, z YEAR, c INT UNSIGNED, d DECIMAL(5, 1), e INT)");
        connection.query("INSERT INTO t VALUES (-1, 2024, -2, 1999, 4294967295, -3.5, -4)");

        assertThat(texts(inserted())).containsExactly("-1", "2024", "-2", "1999", "4294967295", "-3.5", "-4");
    }

    @Test
    void showsTheKeyThatTheServerGeneratesForATableWithoutOne() {
        connection.query("SET sql_generate_invisible_primary_key = ON");
        connection.query("CREATE TABLE t (v INT)");
        connection.query("INSERT INTO t (v) VALUES (5)");

        assertThat(names(inserted())).containsExactly("my_row_id", "v");
        assertThat(inserted().schema().keyColumns()).containsExactly(0);
        assertThat(texts(inserted())).containsExactly("1", "5");
    }

    @Test
    void readsAsManyColumnsAsTheServerAdmits() {
        int innodb = 1017;
        int myisam = 4000;
        connection.query("CREATE TABLE t (" + columns(innodb) + ")");
        connection.query("INSERT INTO t VALUES (" + values(innodb) + ")");
        connection.query("CREATE TABLE u (" + columns(myisam) + ") ENGINE = MyISAM");
        connection.query("INSERT INTO u VALUES (" + values(myisam) + ")");

        List<Change> changes = changes();

        assertThat(String.join(",", textsOf(changes.get(0))))
                .isEqualTo(values(innodb).replace("NULL", "null"));
        assertThat(String.join(",", textsOf(changes.get(1))))
                .isEqualTo(values(myisam).replace("NULL", "null"));
    }

    private static List<String> textsOf(Change change) {
        return texts(Objects.requireNonNull(change.after())).stream()
                .map(String::valueOf)
                .toList();
    }

    private static String columns(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i + " INT").collect(Collectors.joining(","));
    }

    private static String values(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 7 == 3 ? "NULL" : String.valueOf(i))
                .collect(Collectors.joining(","));
    }

    @Test
    void readsTheWidestRow() {
        connection.query(
                "CREATE TABLE t (a VARCHAR(32760) CHARACTER SET latin1 NOT NULL, b VARCHAR(32771) CHARACTER SET"
                        + " latin1 NOT NULL)");
        connection.query("INSERT INTO t VALUES (REPEAT('a', 32760), REPEAT('b', 32771))");

        assertThat(inserted().getString("a")).isEqualTo("a".repeat(32760));
        assertThat(inserted().getString("b")).isEqualTo("b".repeat(32771));
    }

    @Test
    void readsNamesOfAnyCharacters() {
        String table = "`t``a \"b\" 'c' .d \\ ü中文`";
        List<String> columns =
                List.of("a`b", "sp ace", "do.t", "quo'te\"", "back\\slash", "ünï中文Жあ", "select", "$", "{\"x\"");
        connection.query("CREATE TABLE " + table + " ("
                + columns.stream()
                        .map(name -> "`" + name.replace("`", "``") + "` INT")
                        .collect(Collectors.joining(", "))
                + ", PRIMARY KEY (`do.t`))");
        connection.query("INSERT INTO " + table + " VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9)");

        assertThat(inserted().schema().table().name()).isEqualTo("t`a \"b\" 'c' .d \\ ü中文");
        assertThat(names(inserted())).isEqualTo(columns);
        assertThat(inserted().schema().keyColumns()).containsExactly(2);
        assertThat(inserted().getInt("ünï中文Жあ")).isEqualTo(6);
    }

    @Test
    void readsPartitionedTables() {
        connection.query("CREATE TABLE t (id INT PRIMARY KEY, v INT) PARTITION BY RANGE (id) SUBPARTITION BY HASH (id)"
                + " SUBPARTITIONS 3 (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN MAXVALUE)");
        connection.query("INSERT INTO t VALUES (1, 1), (2, 2), (11, 3)");
        connection.query("UPDATE t SET id = id + 20 WHERE id < 10");
        connection.query("DELETE FROM t");

        List<Change> changes = changes();

        assertThat(changes.stream()
                        .filter(change -> change.before() == null)
                        .map(change -> Objects.requireNonNull(change.after()).getInt("id")))
                .containsExactlyInAnyOrder(1, 2, 11);
        assertThat(changes.stream()
                        .filter(change -> change.before() != null && change.after() != null)
                        .map(change -> Objects.requireNonNull(change.before()).getInt("id") + ">"
                                + Objects.requireNonNull(change.after()).getInt("id")))
                .containsExactlyInAnyOrder("1>21", "2>22");
    }

    @Test
    void readsLargeAndDeepDocuments() {
        connection.query("CREATE TABLE t (id INT PRIMARY KEY, j JSON)");
        connection.query(
                "INSERT INTO t VALUES (1, CONCAT(REPEAT('[', 100), REPEAT(']', 100))), (2, CONCAT(REPEAT('{\"a\":',"
                        + " 99), '1', REPEAT('}', 99)))");
        connection.query("INSERT INTO t VALUES (3, JSON_ARRAY(REPEAT('ab\\n\"ü', 3000000), 1))");
        connection.query(
                "INSERT INTO t VALUES (4, CONCAT('[', REPEAT('{\"key\": [1, 70000, true, null, \"x\"]},', 100000),"
                        + " '0]'))");
        connection.query("INSERT INTO t VALUES (5, JSON_OBJECT(REPEAT('k', 65535), 1, REPEAT('l', 65534), 2, 'm', 3))");

        List<List<@Nullable Object>> expected = database.query("SELECT id, j FROM t ORDER BY id");

        List<Change> changes = changes();
        assertThat(changes).hasSize(5);
        for (int i = 0; i < 5; i++) {
            String text = Objects.requireNonNull(changes.get(i).after()).getText("j");
            assertThat(text.equals(expected.get(i).get(1)))
                    .as("document %d of %d characters", i + 1, text.length())
                    .isTrue();
        }
    }

    @Test
    void readsEveryKindOfJsonValue() {
        connection.query("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, j JSON)");
        List<String> values = List.of(
                "CAST('2024-02-29' AS DATE)",
                "CAST('-838:59:58.999999' AS TIME(6))",
                "CAST('0999-12-31 23:59:59.000001' AS DATETIME(6))",
                "CAST('1.000' AS DECIMAL(65, 30))",
                "CAST('-99999999999999999999999999999999999999999999999999999999999999999' AS DECIMAL(65))",
                "CAST(2024 AS YEAR)",
                "b'1010101011110000'",
                "x''",
                "CAST(REPEAT('x', 300) AS BINARY)",
                "ST_GeomFromText('POINT(1 2.5)')",
                "CAST(1 AS FLOAT)",
                "1e0",
                "-1e-7",
                "1.7976931348623157e308",
                "5e-324",
                "1e15",
                "1e16",
                "123456789012345680e0",
                "0.1e0 + 0.2e0",
                "18446744073709551615",
                "-9223372036854775808",
                "CAST('-0.0' AS JSON)",
                "CAST('\"\\\\u0000\\\\u001f\\\\u007f\\\\/\"' AS JSON)");
        for (String value : values) {
            connection.query("INSERT INTO t (j) VALUES (JSON_ARRAY(" + value + "))");
        }

        List<List<@Nullable String>> expected = connection.query("SELECT j FROM t ORDER BY id");

        List<Change> changes = changes();
        for (int i = 0; i < values.size(); i++) {
            assertThat(Objects.requireNonNull(changes.get(i).after()).getText("j"))
                    .as(values.get(i))
                    .isEqualTo(expected.get(i).get(0));
        }
    }
}
