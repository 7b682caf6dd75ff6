package dev.tributary.binlog.internal;

import dev.tributary.TableId;

/** Names as SQL wants them. */
final class Identifiers {

    private Identifiers() {}

    static String quoted(TableId table) {
        return quoted(table.database()) + "." + quoted(table.name());
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
