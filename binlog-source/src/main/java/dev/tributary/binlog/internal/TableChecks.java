package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.ServerVersion;
import dev.tributary.binlog.internal.sql.Identifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the captured tables, as far as the account may see them. */
final class TableChecks {

    /** A database that only an account sees that may see all. */
    private static final String SYSTEM_DATABASE = "mysql";

    private final Preflight.Subject subject;
    private final BinlogConnection connection;
    private final ServerFacts facts;
    private final TableFilter filter;
    private final Findings findings;

    /** A table, with the name of its engine. */
    private record Table(TableId id, String engine) {}

    TableChecks(Preflight.Subject subject, Findings findings) {
        this.subject = subject;
        this.connection = subject.connection();
        this.facts = subject.facts();
        this.filter = subject.tables();
        this.findings = findings;
    }

    void run() {
        List<Table> tables = tables();
        checkVisible(tables);
        if (!tables.isEmpty()) {
            checkKeys(tables);
            checkEngines(tables);
            checkForeignKeys(tables);
        }
    }

    private List<Table> tables() {
        return connection
                .query("SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE FROM information_schema.TABLES"
                        + " WHERE TABLE_TYPE = 'BASE TABLE'" + inDatabases("TABLE_SCHEMA")
                        + " ORDER BY TABLE_SCHEMA, TABLE_NAME")
                .stream()
                .map(row -> new Table(id(row), ServerFacts.text(row, 2)))
                .filter(table -> isCaptured(table.id()))
                .toList();
    }

    private static TableId id(List<@Nullable String> row) {
        return new TableId(ServerFacts.text(row, 0), ServerFacts.text(row, 1));
    }

    private boolean isCaptured(TableId table) {
        return filter.matches(table.database(), table.name());
    }

    /** Spares a server with many databases the look into each. */
    private String inDatabases(String column) {
        return filter.isPlain()
                ? " AND " + column + " IN ("
                        + filter.databases().stream()
                                .map(name -> "'" + name.replace("\\", "\\\\").replace("'", "''") + "'")
                                .collect(Collectors.joining(", "))
                        + ")"
                : "";
    }

    private void checkVisible(List<Table> tables) {
        Set<String> databases = connection.query("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA").stream()
                .map(row -> ServerFacts.text(row, 0))
                .collect(Collectors.toSet());
        boolean seesAll = databases.contains(SYSTEM_DATABASE);
        for (String database : filter.databases()) {
            if (!seesAll && databases.stream().noneMatch(database::equalsIgnoreCase)) {
                unseen(database);
            }
        }
        for (TableId named : filter.names()) {
            boolean databaseIsSeen = seesAll || databases.stream().anyMatch(named.database()::equalsIgnoreCase);
            if (databaseIsSeen && tables.stream().noneMatch(table -> isSame(table.id(), named))) {
                findings.warning(
                        "The table " + named + " does not exist" + (seesAll ? "" : ", or the account may not see it"),
                        "check the name; the table is captured from when it is created on"
                                + (seesAll
                                        ? ""
                                        : "; if it is there, " + subject.grant("SELECT", Identifiers.quoted(named))));
            }
        }
        if (!filter.isPlain() && tables.isEmpty()) {
            findings.warning(
                    "No table that the account may see matches " + filter,
                    "check the patterns, or " + subject.grant("SELECT", "*.*"));
        }
    }

    private static boolean isSame(TableId one, TableId other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }

    private void unseen(String database) {
        String remedy = subject.grant("SELECT", Identifiers.quoted(database) + ".*");
        if (facts.variable(ServerFacts.BINLOG_ROW_METADATA).equals("FULL")) {
            findings.info(
                    "The account '" + subject.user() + "' may not see the tables of the database '" + database
                            + "', so that their keys, engines and foreign keys are not checked",
                    remedy);
        } else {
            findings.error(
                    "The account '" + subject.user() + "' may not see the tables of the database '" + database
                            + "', which it must where binlog_row_metadata is not FULL, or there is no such database",
                    remedy);
        }
    }

    private void checkKeys(List<Table> tables) {
        Set<TableId> withKey = connection
                .query(
                        "SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME FROM information_schema.STATISTICS WHERE NON_UNIQUE = 0"
                                + inDatabases("TABLE_SCHEMA") + " GROUP BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME HAVING"
                                + " INDEX_NAME = 'PRIMARY' OR (SUM(NULLABLE = 'YES') = 0 AND SUM(SUB_PART IS NOT NULL) = 0)")
                .stream()
                .map(TableChecks::id)
                .collect(Collectors.toCollection(HashSet::new));
        findings.warnings(
                tables.stream()
                        .map(Table::id)
                        .filter(id -> !withKey.contains(id))
                        .toList(),
                id -> "The table " + id
                        + " has no primary key, so that its changes have no key: topics do not keep their order, and targets cannot"
                        + " tell which row is meant",
                id -> "run: ALTER TABLE " + Identifiers.quoted(id)
                        + " ADD COLUMN id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY; or make a key of columns that it has");
    }

    private void checkEngines(List<Table> tables) {
        Set<String> transactional =
                connection.query("SELECT ENGINE FROM information_schema.ENGINES WHERE TRANSACTIONS = 'YES'").stream()
                        .map(row -> ServerFacts.text(row, 0))
                        .collect(Collectors.toSet());
        findings.warnings(
                tables.stream()
                        .filter(table -> !transactional.contains(table.engine()))
                        .toList(),
                table -> "The table " + table.id() + " has the engine " + table.engine() + ", " + flaw(table.engine()),
                table -> "run: ALTER TABLE " + Identifiers.quoted(table.id()) + " ENGINE = InnoDB;");
    }

    private static String flaw(String engine) {
        return switch (engine) {
            case "BLACKHOLE" -> "which stores nothing: only inserts are written to the binlog";
            case "MEMORY" -> "which is empty after a restart of the server: that comes as a truncation of the table";
            default ->
                "which knows no transactions: what a rollback leaves behind is delivered, and after a crash of the server table"
                        + " and binlog can differ";
        };
    }

    private void checkForeignKeys(List<Table> tables) {
        findings.warnings(
                new ForeignKeys(connection, facts)
                        .unlogged(tables.stream().map(Table::id).toList()),
                key -> "The foreign key " + key.name() + " of the table " + key.table() + " changes its rows "
                        + key.actions()
                        + " inside the storage engine, which writes nothing of that to the binlog: these changes are not seen",
                this::foreignKeyRemedy);
    }

    private String foreignKeyRemedy(ForeignKey key) {
        String drop = "run: ALTER TABLE " + Identifiers.quoted(key.table()) + " DROP FOREIGN KEY "
                + Identifiers.quoted(key.name()) + "; and let the application change these rows";
        ServerVersion version = facts.version();
        if (version.isMariaDb()) {
            return drop;
        }
        return version.isAtLeast(9, 6, 0)
                ? "start the server with innodb_native_foreign_keys=OFF in the [mysqld] section of its configuration"
                : drop + ", or upgrade to MySQL 9.6 or later, which logs them";
    }
}
