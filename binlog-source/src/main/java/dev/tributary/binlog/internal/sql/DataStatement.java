package dev.tributary.binlog.internal.sql;

import dev.tributary.TableId;
import java.util.Optional;
import java.util.Set;

/** Statements that change rows. */
final class DataStatement {

    private static final Set<String> MODIFIERS =
            Set.of("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE", "INTO", "FROM");

    private DataStatement() {}

    /** A statement of which no table can be told. */
    static Statement any() {
        return new Statement.DataChange(Optional.empty());
    }

    static Statement insert(TokenReader tokens) {
        return new Statement.DataChange(target(tokens));
    }

    static Statement update(TokenReader tokens) {
        Optional<TableId> target = target(tokens);
        // Else it names other tables too.
        return tokens.take("SET") ? new Statement.DataChange(target) : any();
    }

    static Statement delete(TokenReader tokens) {
        Optional<TableId> target = target(tokens);
        boolean alone = tokens.peek().isEnd() || tokens.take("WHERE") || tokens.take("ORDER") || tokens.take("LIMIT");
        return alone ? new Statement.DataChange(target) : any();
    }

    private static Optional<TableId> target(TokenReader tokens) {
        while (MODIFIERS.contains(tokens.peek().keyword())) {
            tokens.next();
        }
        return tokens.takeTable();
    }
}
