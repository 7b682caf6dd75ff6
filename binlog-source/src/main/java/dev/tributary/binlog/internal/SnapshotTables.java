package dev.tributary.binlog.internal;

import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.sql.Identifiers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the tables that a snapshot begins with. A table that the account cannot see is an error, never left out. */
final class SnapshotTables {

    /** A database that only an account sees that may see all. */
    private static final String SYSTEM_DATABASE = "mysql";

    private final BinlogConnection connection;
    private final TableFilter filter;
    private final SourceSettings settings;
    private final List<TableId> tables;

    SnapshotTables(BinlogConnection connection, ServerFacts facts, TableFilter filter, SourceSettings settings) {
        this.connection = connection;
        this.filter = filter;
        this.settings = settings;
        this.tables = connection
                .query("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE'"
                        + " ORDER BY TABLE_SCHEMA, TABLE_NAME")
                .stream()
                .map(row -> new TableId(ServerFacts.text(row, 0), ServerFacts.text(row, 1)))
                .filter(table -> filter.matches(table.database(), table.name()))
                .toList();
    }

    /** Returns all captured tables. */
    List<SnapshotTable> all() {
        Set<String> databases = connection.query("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA").stream()
                .map(row -> ServerFacts.text(row, 0))
                .collect(Collectors.toSet());
        if (!databases.contains(SYSTEM_DATABASE)) {
            for (String database : filter.databases()) {
                if (databases.stream().noneMatch(database::equalsIgnoreCase)) {
                    throw unseen("tables of the database '" + database + "'", Identifiers.quoted(database) + ".*");
                }
            }
            filter.names().forEach(this::check);
            if (tables.isEmpty()) {
                throw unseen("table that matches " + filter, "*.*");
            }
        }
        return tables.stream().map(SnapshotTable::of).toList();
    }

    /** Returns chosen tables, all of which are there. */
    List<SnapshotTable> checked(List<SnapshotTable> chosen) {
        chosen.forEach(table -> check(table.table()));
        return chosen;
    }

    private void check(TableId wanted) {
        if (tables.stream().noneMatch(table -> table.toString().equalsIgnoreCase(wanted.toString()))) {
            throw unseen("table " + wanted, Identifiers.quoted(wanted));
        }
    }

    private BinlogFailure unseen(String what, String object) {
        return unseen(what, object, settings.preferred().user());
    }

    /** Returns what to say of something that cannot be found. */
    static BinlogFailure unseen(String what, String object, String user) {
        return new BinlogFailure(
                BinlogFailure.Kind.NOT_SET,
                "The snapshot finds no " + what + ": there is none, or the account '" + user
                        + "' may not read it; check the name, or run: " + Preflight.grant("SELECT", object, user));
    }
}
