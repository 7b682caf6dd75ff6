package dev.tributary.binlog.internal.snapshot;

import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.row.ResultDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a table is read: its columns, the key that orders it, and the statements. Immutable; good until the table is altered.
 *
 * @param from the table and its index, as a SELECT names them
 * @param key empty for a table that has none: it is read in one pass
 * @param condition which rows; empty for all
 * @param estimatedRows what the server believes
 */
record TablePlan(
        TableSchema schema,
        ResultDecoder decoder,
        String from,
        List<KeyColumn> key,
        String condition,
        OptionalLong estimatedRows) {

    boolean isOnePass() {
        return key.isEmpty();
    }

    /** What the rows are told apart by in the stream; null where nothing does. */
    @Nullable
    RowIdentity identity() {
        RowIdentity ofKey = RowIdentity.ofKey(schema);
        if (ofKey != null) {
            return ofKey;
        }
        return key.isEmpty()
                ? null
                : new RowIdentity(
                        key.stream().map(part -> part.definition().name()).toList());
    }

    /** What the values of a saved key mean; another key has another one. */
    String keyDefinition() {
        return key.stream()
                .map(part -> part.definition() + " " + part.collation() + (part.descending() ? " DESC" : ""))
                .collect(Collectors.joining(","));
    }

    /** Returns the columns that the decoder takes, and behind them what of the key is not among them. */
    private List<String> selected() {
        List<String> selected = new ArrayList<>(decoder.expressions());
        key.stream()
                .map(KeyColumn::expression)
                .filter(expression -> !selected.contains(expression))
                .forEach(selected::add);
        return selected;
    }

    /**
     * Returns the statement that reads a range.
     *
     * @param lock what it ends with
     */
    String rows(Range range, long limit, String lock) {
        return "SELECT " + String.join(", ", selected()) + where(range) + order() + " LIMIT " + limit + lock;
    }

    /** Returns the statement that finds the key of the row that is some rows behind another. */
    String boundary(@Nullable KeyValue after, long rows) {
        return "SELECT " + key.stream().map(KeyColumn::expression).collect(Collectors.joining(", "))
                + where(new Range(after, null)) + order() + " LIMIT " + (rows - 1) + ", 1";
    }

    private String where(Range range) {
        List<String> conditions = new ArrayList<>();
        KeyValue after = range.after();
        if (after != null) {
            conditions.add(beyond(after, KeyColumn::behind));
        }
        KeyValue upTo = range.upTo();
        if (upTo != null) {
            conditions.add("(" + beyond(upTo, KeyColumn::before) + " OR (" + equal(upTo, key.size()) + "))");
        }
        if (!condition.isEmpty()) {
            conditions.add("(" + condition + ")");
        }
        return " FROM " + from + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /** The columns one by one, since the server uses no index where rows are compared as a whole. */
    private String beyond(KeyValue place, BiFunction<KeyColumn, byte[], String> comparison) {
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            String last = comparison.apply(key.get(i), place.part(i));
            cases.add(i == 0 ? last : "(" + equal(place, i) + " AND " + last + ")");
        }
        return "(" + String.join(" OR ", cases) + ")";
    }

    private String equal(KeyValue place, int columns) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            parts.add(key.get(i).equal(place.part(i)));
        }
        return String.join(" AND ", parts);
    }

    private String order() {
        return key.isEmpty()
                ? ""
                : " ORDER BY " + key.stream().map(KeyColumn::order).collect(Collectors.joining(", "));
    }

    /** Returns the key of a row of {@link #rows}. */
    KeyValue keyOf(byte[] bytes, int from, int length) {
        List<String> selected = selected();
        List<byte[]> fields = ResultFields.of(bytes, from, length, selected.size());
        return KeyValue.of(key.stream()
                .map(part -> fields.get(selected.indexOf(part.expression())))
                .toList());
    }

    /** Returns the key that a row of {@link #boundary} is. */
    KeyValue keyOfBoundary(byte[] bytes, int from, int length) {
        return KeyValue.of(ResultFields.of(bytes, from, length, key.size()));
    }
}
