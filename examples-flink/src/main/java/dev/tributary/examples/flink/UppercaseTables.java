package dev.tributary.examples.flink;

import dev.tributary.testkit.MySqlServer;
import java.util.List;

/** The tables at both ends of the way. */
final class UppercaseTables {

    private UppercaseTables() {}

    static void create(MySqlServer mysql) {
        mysql.execute(
                "CREATE DATABASE mydb",
                "CREATE TABLE mydb.mytable (id INT PRIMARY KEY, value VARCHAR(100))",
                "CREATE TABLE mydb.mytable_upper (id INT PRIMARY KEY, value VARCHAR(100))");
    }

    /** Returns the keys of rows that are in one of the tables only, or differ in more than case. */
    static List<?> differences(MySqlServer mysql) {
        return mysql.query("SELECT s.id FROM mydb.mytable s LEFT JOIN mydb.mytable_upper t ON t.id = s.id"
                + " WHERE t.id IS NULL OR NOT (CAST(UPPER(s.value) AS BINARY) <=> CAST(t.value AS BINARY))"
                + " UNION ALL SELECT t.id FROM mydb.mytable_upper t LEFT JOIN mydb.mytable s ON s.id = t.id"
                + " WHERE s.id IS NULL");
    }

    static long rows(MySqlServer mysql) {
        return ((Number) mysql.query("SELECT COUNT(*) FROM mydb.mytable_upper")
                        .get(0)
                        .get(0))
                .longValue();
    }
}
