package dev.tributary.binlog.internal;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SourceException;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the columns and the key of a table, as it is now, from the server's catalogue. */
public final class CatalogueReader {

    /** The key that the server adds to a table without one is in its binlog in any case. MariaDB ignores the comment. */
    private static final String SHOW_GENERATED_KEYS =
            "SET @tributary = 0 /*!80030 , SESSION show_gipk_in_create_table_and_information_schema = ON */";

    /** The character set of enums and sets for which MySQL's catalogue names none. */
    private static final String BINARY = "binary";

    /** A name that no other key can have. */
    private static final String PRIMARY = "PRIMARY";

    // Columns of SHOW INDEX.
    private static final int NON_UNIQUE = 1;
    private static final int KEY_NAME = 2;
    private static final int COLUMN_NAME = 4;
    private static final int SUB_PART = 7;
    private static final int NULLABLE = 9;

    private CatalogueReader() {}

    /**
     * Returns the columns of a table as a table map with full metadata describes them; empty where the catalogue does not
     * show the table, because there is none or the account lacks SELECT on it.
     *
     * @throws SourceException if a column is of a type that is not supported
     */
    public static Optional<TableSchema> schema(BinlogConnection connection, TableId table) {
        String where =
                " WHERE TABLE_SCHEMA = " + literal(table.database()) + " AND TABLE_NAME = " + literal(table.name());
        connection.query(SHOW_GENERATED_KEYS);
        List<Column> columns = new ArrayList<>();
        for (List<@Nullable String> row : connection.query(
                "SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE, COLLATION_NAME FROM information_schema.COLUMNS"
                        + where + " ORDER BY ORDINAL_POSITION")) {
            columns.add(column(table, row));
        }
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(TableSchema.of(table, columns, key(connection, table)));
    }

    /**
     * Returns the columns of the key that the server takes for primary: the one that is declared, be it of the beginnings of
     * columns, or else the first unique one of whole columns that cannot be NULL. The server lists its keys in the order in
     * which it looks at them.
     */
    private static List<String> key(BinlogConnection connection, TableId table) {
        Map<String, List<List<@Nullable String>>> parts = new LinkedHashMap<>();
        for (List<@Nullable String> part : connection.query("SHOW INDEX FROM " + Identifiers.quoted(table.name())
                + " FROM " + Identifiers.quoted(table.database()))) {
            parts.computeIfAbsent(ServerFacts.text(part, KEY_NAME), name -> new ArrayList<>())
                    .add(part);
        }
        return parts.values().stream()
                .filter(key -> key.stream().allMatch(CatalogueReader::isOfPrimaryKey))
                .findFirst()
                .orElse(List.of())
                .stream()
                .map(part -> ServerFacts.text(part, COLUMN_NAME))
                .toList();
    }

    private static boolean isOfPrimaryKey(List<@Nullable String> part) {
        return ServerFacts.text(part, KEY_NAME).equals(PRIMARY)
                || (ServerFacts.text(part, NON_UNIQUE).equals("0")
                        && part.get(COLUMN_NAME) != null
                        && part.get(SUB_PART) == null
                        && !"YES".equals(part.get(NULLABLE)));
    }

    private static Column column(TableId table, List<@Nullable String> row) {
        String name = ServerFacts.text(row, 0);
        String type = ServerFacts.text(row, 1);
        try {
            return new Column(
                    name,
                    type(ColumnType.parse(type), row.get(2), ServerFacts.text(row, 4)),
                    ServerFacts.text(row, 3).equals("YES"));
        } catch (IllegalArgumentException e) {
            throw new SourceException(
                    "Column '" + name + "' of table " + table + " has the type '" + type
                            + "', which is not supported yet; leave the table out",
                    e);
        }
    }

    private static ColumnType type(ColumnType parsed, @Nullable String charset, String collation) {
        if (parsed.sqlType() != SqlType.ENUM && parsed.sqlType() != SqlType.SET) {
            return charset == null ? parsed : parsed.withCharset(charset).withCollation(collation);
        }
        return parsed.withCharset(charset == null ? BINARY : charset)
                .withMembers(parsed.members().stream()
                        .map(CatalogueReader::unescaped)
                        .toList());
    }

    /** Returns a member without the backslashes that the server prints before some characters. */
    private static String unescaped(String member) {
        int backslash = member.indexOf('\\');
        if (backslash < 0 || backslash == member.length() - 1) {
            return member;
        }
        char escaped = member.charAt(backslash + 1);
        char meant = switch (escaped) {
            case '0' -> '\0';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> escaped;
        };
        return member.substring(0, backslash) + meant + unescaped(member.substring(backslash + 2));
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
