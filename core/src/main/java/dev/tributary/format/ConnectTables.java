package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Learns the columns of tables from Connect's schema: the column's own type where the parameters tell it (Debezium's
 * {@code column.propagate.source.type}), else the widest that Connect's type stands for. Confined to one thread.
 */
final class ConnectTables {

    private static final int LIMIT = 1_000;
    private static final int LONGEST_DECIMAL = 65;

    private final Map<TableId, Known> tables = new HashMap<>();

    private record Known(Object row, List<String> key, ForeignTable table) {}

    /**
     * Returns the table that an envelope's schema describes.
     *
     * @param envelope the description of the envelope
     * @param key the names of the key's columns
     * @return null if it describes no rows
     */
    @Nullable
    ForeignTable table(TableId id, Map<String, @Nullable Object> envelope, List<String> key) {
        Object row = field(envelope, "after");
        if (row == null) {
            row = field(envelope, "before");
        }
        if (row == null) {
            return null;
        }
        Known known = tables.get(id);
        if (known == null || !known.row().equals(row) || !known.key().equals(key)) {
            if (tables.size() >= LIMIT) {
                tables.clear();
            }
            known = new Known(row, key, table(id, row, key));
            tables.put(id, known);
        }
        return known.table();
    }

    private static @Nullable Object field(Map<String, @Nullable Object> struct, String name) {
        for (Object field : JsonTree.asList(struct.get("fields"))) {
            Map<String, @Nullable Object> described = JsonTree.asObject(field);
            if (described != null && name.equals(described.get("field"))) {
                return described;
            }
        }
        return null;
    }

    private static ForeignTable table(TableId id, Object row, List<String> key) {
        List<Column> columns = new ArrayList<>();
        List<String> forms = new ArrayList<>();
        Map<String, @Nullable Object> struct = JsonTree.asObject(row);
        for (Object field : JsonTree.asList(struct == null ? null : struct.get("fields"))) {
            Map<String, @Nullable Object> described = JsonTree.asObject(field);
            if (described != null) {
                String type = JsonTree.text(described, "type", ForeignValues.STRING);
                String form = JsonTree.text(described, "name", type);
                boolean nullable = !Boolean.FALSE.equals(described.get("optional"));
                columns.add(
                        new Column(JsonTree.text(described, "field", ""), columnType(described, type, form), nullable));
                forms.add(form);
            }
        }
        List<String> present = key.stream()
                .filter(name ->
                        columns.stream().anyMatch(column -> column.name().equals(name)))
                .toList();
        return new ForeignTable(TableSchema.of(id, columns, present), forms.toArray(String[]::new));
    }

    private static ColumnType columnType(Map<String, @Nullable Object> field, String type, String form) {
        Map<String, @Nullable Object> parameters = JsonTree.asObject(field.get("parameters"));
        Map<String, @Nullable Object> told = parameters == null ? Map.of() : parameters;
        ColumnType own = ownType(told);
        return own == null || !isWritten(own, type) ? connectType(type, form, told) : own;
    }

    /** Returns the column's own type as the parameters tell it; null where they do not. */
    private static @Nullable ColumnType ownType(Map<String, @Nullable Object> parameters) {
        String name = JsonTree.text(parameters, ConnectSchema.TYPE, "");
        if (name.isEmpty()) {
            return null;
        }
        try {
            ColumnType type = ColumnType.parse(name.toLowerCase(Locale.ROOT));
            int length = (int) JsonTree.integer(parameters, ConnectSchema.LENGTH, 0);
            int scale = (int) JsonTree.integer(parameters, ConnectSchema.SCALE, 0);
            if (type.sqlType().isTemporal()) {
                return type.withScale(Math.max(scale, length)); // Debezium gives the digits as the length
            }
            if (type.sqlType() == SqlType.ENUM || type.sqlType() == SqlType.SET) {
                return type.withMembers(members(parameters));
            }
            boolean sized = !type.sqlType().isInteger() && type.sqlType() != SqlType.YEAR;
            return sized ? type.withLength(length).withScale(scale) : type;
        } catch (IllegalArgumentException notOfMySql) {
            return null;
        }
    }

    /**
     * Returns whether values of a column's own type are written as a type of Connect's: a converter may have changed
     * them.
     */
    private static boolean isWritten(ColumnType own, String connectType) {
        return switch (connectType) {
            case "string" -> own.javaType() != byte[].class;
            case "bytes" -> own.javaType() != String.class && own.javaType() != Boolean.class;
            case "boolean" -> own.javaType() == Boolean.class || own.javaType() == Integer.class;
            default -> own.javaType() != String.class;
        };
    }

    private static List<String> members(Map<String, @Nullable Object> parameters) {
        List<String> members = new ArrayList<>();
        String allowed = JsonTree.text(parameters, "allowed", "");
        int start = 0;
        while (!allowed.isEmpty() && start <= allowed.length()) {
            int comma = allowed.indexOf(',', start);
            int end = comma < 0 ? allowed.length() : comma;
            members.add(allowed.substring(start, end));
            start = end + 1;
        }
        return members;
    }

    private static ColumnType connectType(String type, String form, Map<String, @Nullable Object> parameters) {
        return switch (form) {
            case ConnectTypes.DECIMAL ->
                ColumnType.of(SqlType.DECIMAL)
                        .withLength((int) JsonTree.integer(parameters, "connect.decimal.precision", LONGEST_DECIMAL))
                        .withScale((int) JsonTree.integer(parameters, "scale", 0));
            case ConnectTypes.DATE, ConnectTypes.CONNECT_DATE, ConnectTypes.ISO_DATE -> ColumnType.of(SqlType.DATE);
            case ConnectTypes.TIME, ConnectTypes.CONNECT_TIME -> ColumnType.parse("time(3)");
            case ConnectTypes.MICRO_TIME, ConnectTypes.NANO_TIME, ConnectTypes.ISO_TIME -> ColumnType.parse("time(6)");
            case ConnectTypes.TIMESTAMP, ConnectTypes.CONNECT_TIMESTAMP -> ColumnType.parse("datetime(3)");
            case ConnectTypes.MICRO_TIMESTAMP, ConnectTypes.NANO_TIMESTAMP, ConnectTypes.ISO_TIMESTAMP ->
                ColumnType.parse("datetime(6)");
            case ConnectTypes.ZONED_TIMESTAMP -> ColumnType.parse("timestamp(6)");
            case ConnectTypes.YEAR -> ColumnType.of(SqlType.YEAR);
            case ConnectTypes.BITS ->
                ColumnType.of(SqlType.BIT).withLength((int) JsonTree.integer(parameters, "length", Long.SIZE));
            case ConnectTypes.ENUM -> ColumnType.of(SqlType.ENUM).withMembers(members(parameters));
            case ConnectTypes.ENUM_SET -> ColumnType.of(SqlType.SET).withMembers(members(parameters));
            case ConnectTypes.JSON -> ColumnType.of(SqlType.JSON);
            case ConnectTypes.GEOMETRY, ConnectTypes.POINT -> ColumnType.of(SqlType.GEOMETRY);
            case ConnectTypes.FLOAT_VECTOR -> ColumnType.of(SqlType.VECTOR);
            default -> plainType(type);
        };
    }

    private static ColumnType plainType(String type) {
        return ColumnType.of(
                switch (type) {
                    case "int8", "int16" -> SqlType.SMALLINT;
                    case "int32" -> SqlType.INT;
                    case "int64" -> SqlType.BIGINT;
                    case "float", "float32" -> SqlType.FLOAT;
                    case "double", "float64" -> SqlType.DOUBLE;
                    case "boolean" -> SqlType.BIT;
                    case "bytes" -> SqlType.LONGBLOB;
                    case "struct", "array", "map" -> SqlType.JSON;
                    default -> SqlType.LONGTEXT;
                });
    }
}
