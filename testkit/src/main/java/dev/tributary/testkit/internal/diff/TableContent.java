package dev.tributary.testkit.internal.diff;

import dev.tributary.testkit.TestkitException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a table in a form that can be compared: every value as text.
 *
 * @param columns the names of the columns
 * @param key the indexes of those that make up the primary key; empty if there is none
 * @param rows the values of each row by those of its key; without a primary key, by all its values and the number of
 *     such rows before it
 */
public record TableContent(List<String> columns, List<Integer> key, Map<List<String>, List<String>> rows) {
    /** Whether a connection leads to a MySQL or MariaDB server. */
    public static boolean isMySql(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return product.contains("mysql") || product.contains("mariadb");
    }

    /** Reads a whole table; {@code otherIsMySql} tells whether it will be compared with a table of MySQL's. */
    public static TableContent read(Connection connection, String table, boolean otherIsMySql) throws SQLException {
        List<String> keyNames = primaryKey(connection, table);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            List<String> columns = columns(result.getMetaData());
            List<Integer> key = keyNames.stream().map(columns::indexOf).toList();
            List<Integer> all = new ArrayList<>();
            for (int column = 1; column <= columns.size(); column++) {
                all.add(column);
            }
            return new TableContent(columns, key, rows(result, all, key, isMySql(connection) && otherIsMySql));
        }
    }

    /** Reads the same columns of another table. */
    public TableContent readCounterpart(Connection connection, String table, boolean otherIsMySql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            Map<String, Integer> places = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String name : columns(result.getMetaData())) {
                places.put(name, places.size() + 1);
            }
            List<String> missing =
                    columns.stream().filter(name -> !places.containsKey(name)).toList();
            if (!missing.isEmpty()) {
                throw new TestkitException(
                        "The table " + table + " has no column " + missing + "; it has " + places.keySet());
            }
            List<Integer> wanted = columns.stream().map(places::get).toList();
            return new TableContent(columns, key, rows(result, wanted, key, isMySql(connection) && otherIsMySql));
        }
    }

    private static Map<List<String>, List<String>> rows(
            ResultSet result, List<Integer> columns, List<Integer> key, boolean bothMySql) throws SQLException {
        Map<List<String>, List<String>> rows = new LinkedHashMap<>();
        while (result.next()) {
            List<String> row = new ArrayList<>(columns.size());
            for (int column : columns) {
                row.add(bothMySql ? ComparableValue.printed(result, column) : ComparableValue.meant(result, column));
            }
            rows.put(
                    key.isEmpty()
                            ? numbered(row, rows)
                            : key.stream().map(row::get).toList(),
                    row);
        }
        return rows;
    }

    private static List<String> numbered(List<String> row, Map<List<String>, List<String>> before) {
        List<String> key = new ArrayList<>(row);
        int number = 1;
        key.add("row " + number);
        while (before.containsKey(key)) {
            number++;
            key.set(key.size() - 1, "row " + number);
        }
        return key;
    }

    private static List<String> columns(ResultSetMetaData metaData) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int column = 1; column <= metaData.getColumnCount(); column++) {
            names.add(metaData.getColumnName(column));
        }
        return names;
    }

    private static List<String> primaryKey(Connection connection, String table) throws SQLException {
        int dot = table.indexOf('.');
        String name = table.substring(dot + 1);
        DatabaseMetaData metaData = connection.getMetaData();
        Map<Integer, String> columns = new TreeMap<>();
        // MySQL's databases are catalogs; elsewhere, what stands before the dot is a schema.
        try (ResultSet keys = isMySql(connection)
                ? metaData.getPrimaryKeys(dot < 0 ? connection.getCatalog() : table.substring(0, dot), null, name)
                : metaData.getPrimaryKeys(
                        connection.getCatalog(), dot < 0 ? connection.getSchema() : table.substring(0, dot), name)) {
            while (keys.next()) {
                columns.put(keys.getInt("KEY_SEQ"), keys.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(columns.values());
    }

    /** Describes a row of one side. */
    public String describe(List<String> keyValues, List<String> row) {
        return identity(keyValues) + " " + row;
    }

    /** Describes what differs between two rows of the same key. */
    public String describe(List<String> keyValues, List<String> expected, List<String> actual) {
        List<String> parts = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            if (!expected.get(column).equals(actual.get(column))) {
                parts.add(columns.get(column) + " is " + actual.get(column) + " instead of " + expected.get(column));
            }
        }
        return identity(keyValues) + " " + String.join(", ", parts);
    }

    private String identity(List<String> keyValues) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            parts.add(columns.get(key.get(i)) + "=" + keyValues.get(i));
        }
        return parts.isEmpty() ? "row" : String.join(",", parts);
    }
}
