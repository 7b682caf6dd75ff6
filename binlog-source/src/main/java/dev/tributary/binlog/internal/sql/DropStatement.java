package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import java.util.Optional;

/** Statements that begin with {@code DROP}. */
final class DropStatement {

    private DropStatement() {}

    /** @param tokens behind the first keyword */
    static Statement classify(TokenReader tokens) {
        return switch (tokens.next().keyword()) {
            case "TEMPORARY" -> Statement.Harmless.DDL;
            case "TABLE", "TABLES" -> tables(tokens);
            case "INDEX" -> CreateStatement.onTable(tokens);
            case "DATABASE", "SCHEMA" -> database(tokens);
            case "VIEW",
                    "PROCEDURE",
                    "FUNCTION",
                    "TRIGGER",
                    "EVENT",
                    "USER",
                    "ROLE",
                    "PACKAGE",
                    "SEQUENCE",
                    "SERVER",
                    "TABLESPACE",
                    "UNDO",
                    "LOGFILE",
                    "LIBRARY",
                    "SPATIAL",
                    "RESOURCE",
                    "PREPARE" -> Statement.Harmless.DDL;
            default -> new Statement.Unknown();
        };
    }

    private static Statement tables(TokenReader tokens) {
        tokens.takeAll("IF", "EXISTS");
        TableStatements effects = new TableStatements();
        do {
            Optional<TableId> table = tokens.takeTable();
            if (table.isEmpty()) {
                return new Statement.Unknown();
            }
            effects.add(new TableEffect.Dropped(table.get()));
        } while (tokens.takeSign(','));
        return effects.statement();
    }

    private static Statement database(TokenReader tokens) {
        tokens.takeAll("IF", "EXISTS");
        Token name = tokens.next();
        return name.isName() ? new Statement.DatabaseDropped(name.text()) : new Statement.Unknown();
    }
}
