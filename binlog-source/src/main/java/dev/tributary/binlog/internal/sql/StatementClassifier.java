package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.QueryEvent;
import java.util.List;

/**
 * Tells what a statement in the binlog means to a reader of row changes. It knows how statements begin and where table
 * names stand in them, not MySQL's grammar: what it does not know for sure is {@link Statement.Unknown}, which the
 * reader takes for an error.
 */
public final class StatementClassifier {

    private StatementClassifier() {}

    public static Statement classify(QueryEvent event) {
        // Nearly every transaction begins so.
        if (event.sql().equals("BEGIN")) {
            return Statement.Mark.BEGIN;
        }
        List<Token> tokens = Lexer.tokens(event.sql(), event.ansiQuotes(), !event.noBackslashEscapes());
        return classify(new TokenReader(tokens, event.database()));
    }

    private static Statement classify(TokenReader tokens) {
        return switch (tokens.next().keyword()) {
            case "BEGIN" -> Statement.Mark.BEGIN;
            case "START" -> tokens.take("TRANSACTION") ? Statement.Mark.BEGIN : Statement.Harmless.ADMINISTRATION;
            case "COMMIT" -> Statement.Mark.COMMIT;
            case "ROLLBACK" -> rollback(tokens);
            case "SAVEPOINT", "RELEASE" -> Statement.Mark.SAVEPOINT;
            case "XA" -> xa(tokens);
            case "CREATE" -> CreateStatement.classify(tokens);
            case "ALTER" -> AlterStatement.classify(tokens);
            case "DROP" -> DropStatement.classify(tokens);
            case "RENAME" -> rename(tokens);
            case "TRUNCATE" -> truncate(tokens);
            case "INSERT", "REPLACE" -> DataStatement.insert(tokens);
            case "UPDATE" -> DataStatement.update(tokens);
            case "DELETE" -> DataStatement.delete(tokens);
            case "CALL", "DO", "SELECT", "WITH", "TABLE", "VALUES" -> DataStatement.any();
            case "LOAD" -> tokens.take("INDEX") ? Statement.Harmless.ADMINISTRATION : DataStatement.any();
            case "GRANT", "REVOKE" -> Statement.Harmless.DDL;
            case "ANALYZE",
                    "CACHE",
                    "CHECK",
                    "CHECKSUM",
                    "FLUSH",
                    "INSTALL",
                    "KILL",
                    "LOCK",
                    "OPTIMIZE",
                    "PURGE",
                    "REPAIR",
                    "RESET",
                    "SET",
                    "STOP",
                    "UNINSTALL",
                    "UNLOCK",
                    "USE" -> Statement.Harmless.ADMINISTRATION;
            default -> new Statement.Unknown();
        };
    }

    private static Statement rollback(TokenReader tokens) {
        tokens.take("WORK");
        return tokens.take("TO") ? Statement.Mark.ROLLBACK_TO_SAVEPOINT : Statement.Mark.ROLLBACK;
    }

    private static Statement xa(TokenReader tokens) {
        return switch (tokens.next().keyword()) {
            case "START", "BEGIN" -> Statement.Mark.XA_START;
            case "END" -> Statement.Mark.XA_END;
            case "COMMIT" -> Statement.Mark.XA_COMMIT;
            case "ROLLBACK" -> Statement.Mark.XA_ROLLBACK;
            default -> new Statement.Unknown();
        };
    }

    private static Statement truncate(TokenReader tokens) {
        tokens.take("TABLE");
        return tokens.takeTable()
                .<Statement>map(table -> TableStatements.one(new TableEffect.Truncated(table)))
                .orElseGet(Statement.Unknown::new);
    }

    private static Statement rename(TokenReader tokens) {
        if (tokens.take("USER")) {
            return Statement.Harmless.DDL;
        }
        if (!tokens.take("TABLE") && !tokens.take("TABLES")) {
            return new Statement.Unknown();
        }
        TableStatements effects = new TableStatements();
        do {
            TableId from = tokens.takeTable().orElse(null);
            boolean to = tokens.take("TO");
            TableId target = tokens.takeTable().orElse(null);
            if (from == null || !to || target == null) {
                return new Statement.Unknown();
            }
            effects.add(new TableEffect.Renamed(from, target));
        } while (tokens.takeSign(','));
        return effects.statement();
    }
}
