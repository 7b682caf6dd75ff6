package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.sql.Identifiers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the foreign keys whose cascades the server does not write to the binlog. */
final class ForeignKeys {

    private static final String RULES = "('CASCADE', 'SET NULL')";

    private static final Pattern CONSTRAINT = Pattern.compile("CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY (.*)");
    private static final Pattern ACTION = Pattern.compile("ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)");

    private final BinlogConnection connection;
    private final ServerFacts facts;

    ForeignKeys(BinlogConnection connection, ServerFacts facts) {
        this.connection = connection;
        this.facts = facts;
    }

    /** Returns those of some tables, in their order. */
    List<ForeignKey> unlogged(List<TableId> tables) {
        if (facts.variable(ServerFacts.INNODB_NATIVE_FOREIGN_KEYS).equals("OFF")) {
            return List.of(); // MySQL since 9.6: done above the storage engine, and logged
        }
        // Others list constraints only to accounts that may do more than read.
        boolean listed = !facts.version().isMariaDb() && facts.version().isAtLeast(8, 0, 0);
        return listed
                ? inTheCatalogue(tables)
                : tables.stream().flatMap(this::shown).toList();
    }

    private List<ForeignKey> inTheCatalogue(List<TableId> tables) {
        return connection
                .query("SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, CONCAT_WS(' and ',"
                        + " IF(DELETE_RULE IN " + RULES + ", CONCAT('ON DELETE ', DELETE_RULE), NULL),"
                        + " IF(UPDATE_RULE IN " + RULES + ", CONCAT('ON UPDATE ', UPDATE_RULE), NULL))"
                        + " FROM information_schema.REFERENTIAL_CONSTRAINTS"
                        + " WHERE DELETE_RULE IN " + RULES + " OR UPDATE_RULE IN " + RULES
                        + " ORDER BY CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME")
                .stream()
                .map(row -> new ForeignKey(
                        new TableId(ServerFacts.text(row, 0), ServerFacts.text(row, 1)),
                        ServerFacts.text(row, 2),
                        ServerFacts.text(row, 3)))
                .filter(key -> tables.contains(key.table()))
                .toList();
    }

    private Stream<ForeignKey> shown(TableId table) {
        String statement = "SHOW CREATE TABLE " + Identifiers.quoted(table);
        if (!Privileges.allow(connection, statement)) {
            return Stream.empty();
        }
        String definition = ServerFacts.text(connection.query(statement).get(0), 1);
        return CONSTRAINT
                .matcher(definition)
                .results()
                .map(constraint ->
                        new ForeignKey(table, constraint.group(1).replace("``", "`"), actions(constraint.group(2))))
                .filter(key -> !key.actions().isEmpty());
    }

    private static String actions(String references) {
        return ACTION.matcher(references).results().map(MatchResult::group).collect(Collectors.joining(" and "));
    }
}
