package dev.tributary.binlog.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.QueryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementClassifierTest {

    private static final long ANSI_QUOTES = 4;
    private static final long NO_BACKSLASH_ESCAPES = 1 << 20;

    private static Statement classify(String sql) {
        return classify(sql, 0);
    }

    private static Statement classify(String sql, long sqlMode) {
        return StatementClassifier.classify(new QueryEvent("db", sql, sqlMode));
    }

    private static List<TableEffect> effects(String sql) {
        return ((Statement.TableDdl) classify(sql)).effects();
    }

    private static TableId table(String name) {
        return new TableId("db", name);
    }

    @ParameterizedTest
    @CsvSource({
        "BEGIN,BEGIN",
        "begin,BEGIN",
        "/* x */ BEGIN,BEGIN",
        "START TRANSACTION,BEGIN",
        "COMMIT,COMMIT",
        "ROLLBACK,ROLLBACK",
        "ROLLBACK WORK,ROLLBACK",
        "ROLLBACK TO `s`,ROLLBACK_TO_SAVEPOINT",
        "ROLLBACK WORK TO SAVEPOINT s,ROLLBACK_TO_SAVEPOINT",
        "SAVEPOINT `s`,SAVEPOINT",
        "RELEASE SAVEPOINT s,SAVEPOINT",
        "'XA START X''78'',X'''',1',XA_START",
        "'XA END X''78'',X'''',1',XA_END",
        "'XA COMMIT X''78'',X'''',1',XA_COMMIT",
        "'XA ROLLBACK X''78'',X'''',1',XA_ROLLBACK",
    })
    void knowsTheMarksOfATransaction(String sql, Statement.Mark mark) {
        assertThat(classify(sql)).isEqualTo(mark);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (id INT)",
                "create table if not exists t (id int)",
                "CREATE TABLE `t` (id INT)",
                "CREATE TABLE db.t LIKE other.u",
                "CREATE TABLE `db`.`t` (`select` INT, b INT DEFAULT (1+1), c VARCHAR(10) DEFAULT 'select')",
                "/* hi */ CREATE /*!50000 TABLE */ t (id INT) -- SELECT",
                "CREATE OR REPLACE TABLE t (id INT)",
                "CREATE TABLE t (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10))",
                "CREATE TABLE t (id INT) COMMENT='it''s \\' SELECT'",
            })
    void knowsThatATableIsCreated(String sql) {
        assertThat(classify(sql))
                .isEqualTo(new Statement.TableDdl(List.of(new TableEffect.Created(table("t"))), false));
    }

    @Test
    void knowsThatTheRowsOfCreateTableSelectFollow() {
        assertThat(classify("CREATE TABLE `u` (\n  `id` int NOT NULL\n) START TRANSACTION"))
                .isEqualTo(new Statement.TableDdl(List.of(new TableEffect.Created(table("u"))), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t SELECT * FROM u",
                "CREATE TABLE t AS SELECT 1",
                "CREATE TABLE t (id INT) IGNORE AS (SELECT 1)",
                "CREATE TABLE t AS TABLE u",
                "CREATE TABLE t VALUES ROW(1)",
                "INSERT INTO t VALUES (1)",
                "/* a comment */ insert t set a=1",
                "/*!40001 INSERT */ INTO t VALUES (1)",
                "# hash\n-- dashes\nUPDATE t SET a=1",
                "DELETE FROM t",
                "REPLACE INTO t VALUES (1)",
                "LOAD DATA INFILE 'x' INTO TABLE t",
                "CALL p()",
                "SELECT f()",
                "DO f()",
                "WITH c AS (SELECT 1) DELETE FROM t",
            })
    void knowsChangesOfData(String sql) {
        assertThat(classify(sql)).isInstanceOf(Statement.DataChange.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO mysql.rds_heartbeat2(id, value) values (1,2) ON DUPLICATE KEY UPDATE value = 2 | true",
                "REPLACE LOW_PRIORITY mysql.x VALUES (1) | true",
                "UPDATE `mysql`.`x` SET a=1 | true",
                "DELETE FROM mysql.x WHERE a=1 | true",
                "DELETE FROM mysql.x | true",
                "INSERT INTO t SELECT * FROM mysql.x | false",
                "UPDATE mysql.x JOIN t SET t.a=1 | false",
                "UPDATE mysql.x, t SET t.a=1 | false",
                "DELETE mysql.x, t FROM mysql.x JOIN t | false",
                "CALL mysql.p() | false",
            })
    void knowsChangesOfTheServersOwnTables(String sql, boolean own) {
        assertThat(((Statement.DataChange) classify(sql)).isInSystemTables()).isEqualTo(own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD COLUMN c INT",
                "ALTER TABLE `db`.`t` RENAME COLUMN a TO b",
                "ALTER TABLE t RENAME INDEX a TO b, RENAME KEY c TO d",
                "ALTER TABLE t ADD COLUMN c VARCHAR(10) DEFAULT 'RENAME TO u'",
                "ALTER TABLE t REORGANIZE PARTITION p0 INTO (PARTITION p1 VALUES LESS THAN (5))",
                "ALTER TABLE t ADD PARTITION (PARTITION p9 VALUES LESS THAN MAXVALUE)",
                "ALTER TABLE t DROP COLUMN `partition`",
                "ALTER /*!50000 IGNORE */ TABLE t ENGINE=InnoDB",
                "CREATE INDEX i ON t (a)",
                "CREATE UNIQUE INDEX i USING BTREE ON db.t (a)",
                "CREATE FULLTEXT INDEX `on` ON t (a)",
                "DROP INDEX i ON t",
                "DROP INDEX `PRIMARY` ON `t` ALGORITHM=INPLACE",
            })
    void knowsThatATableIsAltered(String sql) {
        assertThat(effects(sql)).containsExactly(new TableEffect.Altered(table("t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t DROP PARTITION p0",
                "ALTER TABLE t TRUNCATE PARTITION ALL",
                "ALTER TABLE t DISCARD TABLESPACE",
                "ALTER TABLE t IMPORT TABLESPACE",
                "ALTER TABLE t IMPORT PARTITION p0 TABLESPACE",
            })
    void knowsThatRowsGoWithAPartition(String sql) {
        assertThat(effects(sql)).containsExactly(new TableEffect.PartitionChanged(table("t")));
    }

    @Test
    void knowsBothTablesOfAnExchangedPartition() {
        assertThat(effects("ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE other.u WITHOUT VALIDATION"))
                .containsExactly(
                        new TableEffect.PartitionChanged(table("t")),
                        new TableEffect.PartitionChanged(new TableId("other", "u")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t RENAME TO u",
                "ALTER TABLE t RENAME u",
                "ALTER TABLE t RENAME AS u",
                "ALTER TABLE t RENAME = db.u",
                "ALTER TABLE t ADD c INT, RENAME COLUMN a TO b, RENAME TO u",
                "RENAME TABLE t TO u",
                "rename tables `t` to `db` . `u`",
            })
    void knowsThatATableIsRenamed(String sql) {
        assertThat(effects(sql)).containsExactly(new TableEffect.Renamed(table("t"), table("u")));
    }

    @Test
    void knowsEachTableOfARenaming() {
        assertThat(effects("RENAME TABLE t TO _t_del, _t_gho TO t"))
                .containsExactly(
                        new TableEffect.Renamed(table("t"), table("_t_del")),
                        new TableEffect.Renamed(table("_t_gho"), table("t")));
    }

    @Test
    void knowsEachTableThatIsDropped() {
        assertThat(effects("DROP TABLE IF EXISTS `t`,`other`.`u` /* generated by server */"))
                .containsExactly(
                        new TableEffect.Dropped(table("t")), new TableEffect.Dropped(new TableId("other", "u")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRUNCATE t", "TRUNCATE TABLE db.t", "truncate table `t`"})
    void knowsThatATableIsTruncated(String sql) {
        assertThat(effects(sql)).containsExactly(new TableEffect.Truncated(table("t")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP DATABASE d", "DROP SCHEMA IF EXISTS `d`"})
    void knowsThatADatabaseIsDropped(String sql) {
        assertThat(classify(sql)).isEqualTo(new Statement.DatabaseDropped("d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE USER 'a'@'%' IDENTIFIED BY 'x'",
                "GRANT SELECT ON *.* TO a",
                "REVOKE ALL ON *.* FROM a",
                "DROP USER a",
                "RENAME USER a TO b",
                "ALTER USER a ACCOUNT LOCK",
                "CREATE DATABASE d",
                "ALTER DATABASE d CHARACTER SET utf8mb4",
                "CREATE TEMPORARY TABLE t (id INT)",
                "DROP TEMPORARY TABLE IF EXISTS t",
                "DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `t`",
                "CREATE VIEW v AS SELECT 1",
                "CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v` AS SELECT 1",
                "CREATE DEFINER=`root`@`localhost` PROCEDURE p() BEGIN INSERT INTO t VALUES (1); END",
                "CREATE DEFINER=CURRENT_USER() FUNCTION f() RETURNS INT RETURN 1",
                "CREATE AGGREGATE FUNCTION f RETURNS INTEGER SONAME 'f.so'",
                "CREATE DEFINER='a'@'%' TRIGGER x AFTER INSERT ON t FOR EACH ROW DELETE FROM u",
                "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO TRUNCATE TABLE t",
                "ALTER ALGORITHM=MERGE VIEW v AS SELECT 1",
                "ALTER EVENT e DISABLE",
                "DROP VIEW v",
                "DROP TRIGGER x",
                "CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x'",
                "CREATE UNDO TABLESPACE u ADD DATAFILE 'u.ibu'",
                "CREATE ROLE r",
            })
    void knowsDdlThatConcernsNoTable(String sql) {
        assertThat(classify(sql)).isEqualTo(Statement.Harmless.DDL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSH TABLES",
                "ANALYZE TABLE t",
                "OPTIMIZE NO_WRITE_TO_BINLOG TABLE t",
                "SET @a = 1",
                "SET PASSWORD FOR a = 'x'",
                "REPAIR TABLE t",
                "LOAD INDEX INTO CACHE t",
                "INSTALL PLUGIN p SONAME 'p.so'",
                "LOCK TABLES t WRITE",
            })
    void knowsAdministration(String sql) {
        assertThat(classify(sql)).isEqualTo(Statement.Harmless.ADMINISTRATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- nothing",
                "MERGE INTO t USING u",
                "CREATE HYPERTABLE t",
                "ALTER TABLE",
                "ALTER TABLE t RENAME",
                "ALTER TABLE t EXCHANGE PARTITION p",
                "RENAME TABLE t",
                "DROP TABLE",
                "TRUNCATE",
                "IMPORT TABLE FROM 'x.sdi'",
                "`BEGIN`",
                "'COMMIT'",
            })
    void doubtsTheRest(String sql) {
        assertThat(classify(sql)).isEqualTo(new Statement.Unknown());
    }

    @Test
    void takesDoubleQuotesForNamesWhereTheSessionDid() {
        assertThat(((Statement.TableDdl) classify("DROP TABLE \"my t\"", ANSI_QUOTES)).effects())
                .containsExactly(new TableEffect.Dropped(table("my t")));
        assertThat(classify("DROP TABLE \"my t\"")).isEqualTo(new Statement.Unknown());
    }

    @Test
    void takesBackslashesLiterallyWhereTheSessionDid() {
        String sql = "ALTER TABLE t COMMENT '\\', RENAME TO u, COMMENT ' '";

        assertThat(((Statement.TableDdl) classify(sql, NO_BACKSLASH_ESCAPES)).effects())
                .containsExactly(new TableEffect.Renamed(table("t"), table("u")));
        assertThat(effects(sql)).containsExactly(new TableEffect.Altered(table("t")));
    }

    @Test
    void readsNamesOfAnyCharacters() {
        assertThat(effects("DROP TABLE `a``b.c`, größe, `1`.2x"))
                .containsExactly(
                        new TableEffect.Dropped(table("a`b.c")),
                        new TableEffect.Dropped(table("größe")),
                        new TableEffect.Dropped(new TableId("1", "2x")));
    }
}
