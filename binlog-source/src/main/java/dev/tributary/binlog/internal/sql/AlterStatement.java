package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import java.util.Optional;

/** Statements that begin with {@code ALTER}. */
final class AlterStatement {

    private AlterStatement() {}

    /** @param tokens behind the first keyword */
    static Statement classify(TokenReader tokens) {
        while (true) {
            switch (tokens.next().keyword()) {
                case "ONLINE", "OFFLINE", "IGNORE" -> {}
                case "TABLE" -> {
                    return table(tokens);
                }
                // With these words a view, routine or event begins; what is altered follows them.
                case "ALGORITHM",
                        "DEFINER",
                        "SQL",
                        "VIEW",
                        "PROCEDURE",
                        "FUNCTION",
                        "EVENT",
                        "DATABASE",
                        "SCHEMA",
                        "USER",
                        "SEQUENCE",
                        "INSTANCE",
                        "SERVER",
                        "TABLESPACE",
                        "UNDO",
                        "LOGFILE",
                        "LIBRARY",
                        "RESOURCE" -> {
                    return Statement.Harmless.DDL;
                }
                default -> {
                    return new Statement.Unknown();
                }
            }
        }
    }

    private static Statement table(TokenReader tokens) {
        tokens.takeAll("IF", "EXISTS");
        Optional<TableId> name = tokens.takeTable();
        if (name.isEmpty()) {
            return new Statement.Unknown();
        }
        TableStatements effects = new TableStatements();
        int depth = 0;
        while (!tokens.peek().isEnd()) {
            if (depth == 0 && !takeAction(tokens, name.get(), effects)) {
                return new Statement.Unknown();
            }
            Token token = tokens.next();
            depth += token.isSign('(') ? 1 : token.isSign(')') ? -1 : 0;
        }
        return effects.isEmpty() ? TableStatements.one(new TableEffect.Altered(name.get())) : effects.statement();
    }

    /** Takes the part of the statement that begins here if it is one that matters; false if it is not understood. */
    private static boolean takeAction(TokenReader tokens, TableId name, TableStatements effects) {
        if (tokens.takeAll("DROP", "PARTITION")
                || tokens.takeAll("TRUNCATE", "PARTITION")
                || tokens.takeAll("DISCARD", "TABLESPACE")
                || tokens.takeAll("IMPORT", "TABLESPACE")
                || tokens.takeAll("DISCARD", "PARTITION")
                || tokens.takeAll("IMPORT", "PARTITION")) {
            effects.add(new TableEffect.PartitionChanged(name));
            return true;
        }
        if (tokens.takeAll("EXCHANGE", "PARTITION")) {
            return exchange(tokens, name, effects);
        }
        if (tokens.take("RENAME")) {
            return rename(tokens, name, effects);
        }
        return true;
    }

    private static boolean exchange(TokenReader tokens, TableId name, TableStatements effects) {
        tokens.next();
        Optional<TableId> other = tokens.takeAll("WITH", "TABLE") ? tokens.takeTable() : Optional.empty();
        effects.add(new TableEffect.PartitionChanged(name));
        other.ifPresent(table -> effects.add(new TableEffect.PartitionChanged(table)));
        return other.isPresent();
    }

    private static boolean rename(TokenReader tokens, TableId name, TableStatements effects) {
        if (tokens.take("COLUMN") || tokens.take("INDEX") || tokens.take("KEY")) {
            return true;
        }
        if (!tokens.take("TO") && !tokens.take("AS")) {
            tokens.takeSign('=');
        }
        Optional<TableId> to = tokens.takeTable();
        to.ifPresent(table -> effects.add(new TableEffect.Renamed(name, table)));
        return to.isPresent();
    }
}
