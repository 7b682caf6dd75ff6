package dev.tributary.binlog.internal.fuzz;

import dev.tributary.binlog.internal.event.QueryEvent;
import dev.tributary.binlog.internal.sql.StatementClassifier;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** One byte whose lowest bits choose the SQL mode, and a statement: any is classified, be it as one that is not known. */
final class StatementFuzz implements FuzzTarget.Body {

    private static final long ANSI_QUOTES = 1L << 2;
    private static final long NO_BACKSLASH_ESCAPES = 1L << 20;

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        long mode = ((input[0] & 1) != 0 ? ANSI_QUOTES : 0) | ((input[0] & 2) != 0 ? NO_BACKSLASH_ESCAPES : 0);
        String sql = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        Objects.requireNonNull(StatementClassifier.classify(new QueryEvent("db", sql, mode)));
    }
}
