package dev.tributary.jdbc.internal.database;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.ValueWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What differs between databases: the texts of statements, the form of some values, where metadata is found. Immutable. */
public interface Dialect {

    /**
     * Sets up a session in which every value arrives as it is: no time zone changes it, no value is cut or replaced.
     *
     * @return the statements that undo it
     */
    List<String> prepare(Connection connection) throws SQLException;

    /** Returns the statement that has a session check foreign keys, or not; nothing where a session cannot choose. */
    default Optional<String> checkForeignKeys(boolean wanted) {
        return Optional.empty();
    }

    /**
     * Returns the statement by which the open transaction takes the lock of a name, its one parameter, until it ends; nothing
     * where that is not needed, because statements wait for all rows of their keys that another transaction has not committed
     * yet.
     *
     * @param exclusive whether it is alone with the lock then, instead of sharing it
     */
    default Optional<String> lockOfWriters(boolean exclusive) {
        return Optional.empty();
    }

    /**
     * Returns the ways to make a change to many rows: the one for few rows first, each of the others for more than the one
     * before it.
     */
    default List<RowWriter> writers(Session session, RowForm form, RowChange change) throws SQLException {
        return List.of(new MultiRowStatements(session, form, change));
    }

    /** Returns the table of a name, if there is one. An empty database name stands for the connection's own. */
    Optional<TargetTable> find(Connection connection, TableId table) throws SQLException;

    /** Returns whether rows can be told apart by columns of these names: some unique key of the table is within them. */
    default boolean canIdentify(TargetTable table, Set<String> names) {
        return table.isUnique(names);
    }

    /** Returns a name as the database keeps it, which may cut it. */
    default String identifier(String name) {
        return name;
    }

    /** Returns an identifier in quotes. */
    String quote(String identifier);

    /**
     * Returns a statement that inserts rows, or updates those whose key is there; never a row of another key that happens
     * to share another unique value.
     *
     * @param columns the columns to be written, those of the key among them
     */
    String upsert(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key, int rows);

    /** Returns the parameter of a value. */
    default String parameter(TargetColumn column) {
        return "?";
    }

    /** Returns a moment as the column takes it, from its date and time in UTC. */
    default String moment(String utc, TargetColumn column) {
        return utc;
    }

    /** Hands the value that a row has for a column to a parameter, in the form that the column takes. */
    default void write(Row row, int source, TargetColumn column, ValueWriter parameter) {
        row.write(source, parameter);
    }

    /** Returns a type as a column definition spells it. */
    String typeName(ColumnType type);

    /** Returns a table's name in quotes, with that of its database if it has one. */
    default String quote(TableId table) {
        return table.database().isEmpty() ? quote(table.name()) : quote(table.database()) + "." + quote(table.name());
    }

    /** Returns a statement that deletes rows by key. */
    default String delete(TargetTable table, List<TargetColumn> key, int rows) {
        String oneKey = key.size() == 1 ? parameter(key.get(0)) : parameters(key);
        String columns = key.size() == 1 ? quote(key.get(0).name()) : "(" + names(key) + ")";
        return "DELETE FROM " + quote(table.id()) + " WHERE " + columns + " IN ("
                + String.join(", ", Collections.nCopies(rows, oneKey)) + ")";
    }

    /** Returns a query for the number of rows that have a key. */
    default String count(TargetTable table, List<TargetColumn> key) {
        return "SELECT COUNT(*) FROM " + quote(table.id()) + " WHERE " + assignments(key, " AND ");
    }

    /** Returns a statement that changes some columns of the row of a key, which may be among them. */
    default String update(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key) {
        return "UPDATE " + quote(table.id()) + " SET " + assignments(columns, ", ") + " WHERE "
                + assignments(key, " AND ");
    }

    /** Returns a statement that deletes all rows, in a transaction. */
    default String deleteAll(TargetTable table) {
        return "DELETE FROM " + quote(table.id());
    }

    /** Returns a statement that sets a column of truth values, or of numbers, to true in all rows, in a transaction. */
    default String markAll(TargetTable table, TargetColumn column) {
        return "UPDATE " + quote(table.id()) + " SET " + quote(column.name()) + " = "
                + (column.typeName().equals("boolean") ? "TRUE" : "1");
    }

    /**
     * Returns the statement that creates a table for the rows of another.
     *
     * @param key the names of the columns that tell rows apart; none if nothing does
     */
    default String createTable(TableId table, TableSchema source, List<String> key) {
        List<String> parts = source.columns().stream()
                .map(column -> definition(column, column.nullable() && !key.contains(column.name())))
                .collect(Collectors.toList());
        if (!key.isEmpty()) {
            parts.add("PRIMARY KEY (" + key.stream().map(this::quote).collect(Collectors.joining(", ")) + ")");
        }
        return "CREATE TABLE " + quote(table) + " (" + String.join(", ", parts) + ")";
    }

    /** Returns the statement that creates a schema if it is not there. */
    default String createSchema(String name) {
        return "CREATE SCHEMA IF NOT EXISTS " + quote(name);
    }

    /** Returns the statement that adds a column to a table. It admits NULL: there can be rows. */
    default String addColumn(TableId table, Column column) {
        return "ALTER TABLE " + quote(table) + " ADD COLUMN " + definition(column, true);
    }

    /** Returns the statement that gives a column another type, and leaves it as it is otherwise. */
    String widenColumn(Connection connection, TableId table, TargetColumn column, String type) throws SQLException;

    private String definition(Column column, boolean nullable) {
        return quote(column.name()) + " " + typeName(column.type()) + (nullable ? nullable() : " NOT NULL");
    }

    /** Returns what says in a definition that a column admits NULL. */
    default String nullable() {
        return " NULL";
    }

    private String assignments(List<TargetColumn> columns, String separator) {
        return columns.stream()
                .map(column -> quote(column.name()) + " = " + parameter(column))
                .collect(Collectors.joining(separator));
    }

    /** Returns the columns' names in quotes, separated by commas. */
    default String names(List<TargetColumn> columns) {
        return columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    }

    /** Returns the parameters of a row, in parentheses. */
    default String parameters(List<TargetColumn> columns) {
        return columns.stream().map(this::parameter).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Returns the parameters of several rows. */
    default String parameters(List<TargetColumn> columns, int rows) {
        return String.join(", ", Collections.nCopies(rows, parameters(columns)));
    }
}
