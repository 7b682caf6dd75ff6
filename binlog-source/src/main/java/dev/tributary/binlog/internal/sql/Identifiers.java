package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;

/** Names as SQL wants them. */
public final class Identifiers {

    private Identifiers() {}

    public static String quoted(TableId table) {
        return quoted(table.database()) + "." + quoted(table.name());
    }

    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** Returns a text as a literal. */
    public static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
