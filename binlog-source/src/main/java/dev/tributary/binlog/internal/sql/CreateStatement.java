package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import java.util.List;
import java.util.Optional;

/** Statements that begin with {@code CREATE}. */
final class CreateStatement {

    private CreateStatement() {}

    /** @param tokens behind the first keyword */
    static Statement classify(TokenReader tokens) {
        boolean temporary = false;
        while (true) {
            Token token = tokens.next();
            switch (token.keyword()) {
                case "OR",
                        "REPLACE",
                        "UNIQUE",
                        "FULLTEXT",
                        "SPATIAL",
                        "AGGREGATE",
                        "UNDO",
                        "SQL",
                        "SECURITY",
                        "INVOKER",
                        "JSON",
                        "RELATIONAL",
                        "DUALITY" -> {}
                case "TEMPORARY" -> temporary = true;
                case "ALGORITHM" -> skipValue(tokens);
                case "DEFINER" -> skipDefiner(tokens);
                case "TABLE" -> {
                    return temporary ? Statement.Harmless.DDL : table(tokens);
                }
                case "INDEX" -> {
                    return onTable(tokens);
                }
                case "VIEW",
                        "PROCEDURE",
                        "FUNCTION",
                        "TRIGGER",
                        "EVENT",
                        "DATABASE",
                        "SCHEMA",
                        "USER",
                        "ROLE",
                        "PACKAGE",
                        "SEQUENCE",
                        "SERVER",
                        "TABLESPACE",
                        "LOGFILE",
                        "LIBRARY",
                        "REFERENCE",
                        "RESOURCE" -> {
                    return Statement.Harmless.DDL;
                }
                default -> {
                    return new Statement.Unknown();
                }
            }
        }
    }

    private static void skipValue(TokenReader tokens) {
        if (tokens.takeSign('=')) {
            tokens.next();
        }
    }

    /** {@code DEFINER = user@host}, {@code DEFINER = CURRENT_USER()}, or {@code SQL SECURITY DEFINER}, without a value. */
    private static void skipDefiner(TokenReader tokens) {
        skipValue(tokens);
        if (tokens.takeSign('@')) {
            tokens.next();
        }
        if (tokens.takeSign('(')) {
            tokens.takeSign(')');
        }
    }

    private static Statement table(TokenReader tokens) {
        tokens.takeAll("IF", "NOT", "EXISTS");
        Optional<TableId> table = tokens.takeTable();
        if (table.isEmpty()) {
            return new Statement.Unknown();
        }
        int depth = 0;
        boolean opensTransaction = false;
        for (Token token = tokens.next(); !token.isEnd(); token = tokens.next()) {
            depth += token.isSign('(') ? 1 : token.isSign(')') ? -1 : 0;
            // No column, key or check may hold a subquery: this is CREATE TABLE … SELECT, logged as a statement.
            if (token.is("SELECT") || (depth == 0 && (token.is("TABLE") || token.is("VALUES")))) {
                return new Statement.DataChange(Optional.empty());
            }
            opensTransaction |= depth == 0 && token.is("START") && tokens.take("TRANSACTION");
        }
        return new Statement.TableDdl(List.of(new TableEffect.Created(table.get())), opensTransaction);
    }

    /** {@code INDEX name … ON table}: the effect on the table. */
    static Statement onTable(TokenReader tokens) {
        for (Token token = tokens.next(); !token.isEnd(); token = tokens.next()) {
            if (token.is("ON")) {
                return tokens.takeTable()
                        .<Statement>map(table -> TableStatements.one(new TableEffect.Altered(table)))
                        .orElseGet(Statement.Unknown::new);
            }
        }
        return new Statement.Unknown();
    }
}
