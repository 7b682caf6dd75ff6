package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@WithMySql(options = "sql-mode=")
class TableDiffIT {
    private static final String EVERY_KIND = """
            (id INT PRIMARY KEY, big BIGINT UNSIGNED, price DECIMAL(65, 30), ratio DOUBLE, name VARCHAR(50), data BLOB,
             flags BIT(9), moment DATETIME(6), length TIME(3), day DATE, stamp TIMESTAMP NULL, document JSON,
             place POINT, choice ENUM('a', 'b'))""";
    private static final String VALUES = """
            (1, 18446744073709551615, 0.1, 0.1, 'Zoë', x'00ff', b'100000001', '2026-01-02 03:04:05.678901',
             '-838:59:59', '0000-00-00', '2026-01-02 03:04:05', '{"a": [1, null]}', ST_GeomFromText('POINT(1 2)'), 'b')""";

    private final MySqlDatabase database;

    TableDiffIT(MySqlDatabase database) {
        this.database = database;
    }

    @Test
    void findsNothingBetweenEqualTables() {
        database.execute(
                "CREATE TABLE source1 " + EVERY_KIND,
                "CREATE TABLE target1 " + EVERY_KIND,
                "INSERT INTO source1 VALUES " + VALUES,
                "INSERT INTO source1 (id) VALUES (2)",
                "INSERT INTO target1 SELECT * FROM source1 ORDER BY id DESC");

        TableDiff diff = diff("source1", "target1");

        assertThat(diff.isEmpty()).as(diff.toString()).isTrue();
        assertThat(diff).hasToString("source1 and target1 are equal: 2 rows");
    }

    @Test
    void tellsRowsApart() {
        database.execute(
                "CREATE TABLE source2 (id INT PRIMARY KEY, name VARCHAR(50), size INT)",
                "CREATE TABLE target2 (size INT, ID INT PRIMARY KEY, name VARCHAR(50))",
                "INSERT INTO source2 VALUES (1, 'same', 1), (2, 'NULL', 2), (3, 'gone', 3)",
                "INSERT INTO target2 VALUES (1, 1, 'same'), (22, 2, NULL), (4, 4, 'extra')");

        TableDiff diff = diff("source2", "target2");

        assertThat(diff.count()).isEqualTo(3);
        assertThat(diff.differences())
                .containsExactly(
                        "different: id=2 name is NULL instead of 'NULL', size is 22 instead of 2",
                        "missing: id=3 [3, 'gone', 3]",
                        "unexpected: id=4 [4, 'extra', 4]");
    }

    @Test
    void countsRowsOfATableWithoutPrimaryKey() {
        database.execute(
                "CREATE TABLE source3 (word VARCHAR(9))",
                "CREATE TABLE target3 (word VARCHAR(9))",
                "INSERT INTO source3 VALUES ('twice'), ('twice')",
                "INSERT INTO target3 VALUES ('twice')");

        assertThat(diff("source3", "target3").differences()).containsExactly("missing: row ['twice']");
    }

    @Test
    void namesAColumnThatTheTargetLacks() {
        database.execute("CREATE TABLE source4 (id INT, word VARCHAR(9))", "CREATE TABLE target4 (id INT)");

        assertThatThrownBy(() -> diff("source4", "target4"))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("The table target4 has no column [word]");
    }

    @Test
    void showsTheFirstDifferencesOnly() {
        database.execute(
                "CREATE TABLE source5 (id INT PRIMARY KEY)",
                "CREATE TABLE target5 (id INT PRIMARY KEY)",
                "INSERT INTO source5 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) SELECT i FROM n");

        assertThat(diff("source5", "target5").toString())
                .startsWith("source5 and target5 differ in 30 rows (source has 30):\n  missing: id=1 [1]")
                .endsWith("missing: id=20 [20]\n  … and 10 more");
    }

    private TableDiff diff(String source, String target) {
        try (Connection connection = database.connection()) {
            return TableDiff.compare(connection, source, connection, target);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
