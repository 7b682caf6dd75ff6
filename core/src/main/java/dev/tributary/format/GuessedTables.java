package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.format.JsonTree.Digits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Guesses the columns of tables from their values, where nothing describes them. What was seen of a column so far is
 * remembered: its type only ever becomes wider. Confined to one thread.
 */
final class GuessedTables {

    private static final int LIMIT = 1_000;

    private final Map<TableId, Guesses> tables = new HashMap<>();

    /** What a column may be; a wider one holds all values of those that it follows. */
    private enum Guess {
        NOTHING(SqlType.LONGTEXT),
        BIT(SqlType.BIT),
        INTEGER(SqlType.BIGINT),
        DECIMAL(SqlType.DECIMAL),
        JSON(SqlType.JSON),
        TEXT(SqlType.LONGTEXT);

        private final ColumnType type;

        Guess(SqlType type) {
            this.type = ColumnType.of(type);
        }

        static Guess of(@Nullable Object value) {
            if (value == null) {
                return NOTHING;
            }
            if (value instanceof Boolean) {
                return BIT;
            }
            if (value instanceof Digits digits) {
                return isLong(digits.text()) ? INTEGER : DECIMAL;
            }
            return value instanceof String ? TEXT : JSON;
        }

        private static boolean isLong(String digits) {
            try {
                Long.parseLong(digits);
                return true;
            } catch (NumberFormatException larger) {
                return false;
            }
        }

        Guess or(Guess other) {
            if (this == other || other == NOTHING) {
                return this;
            }
            if (this == NOTHING) {
                return other;
            }
            boolean numbers = (this == INTEGER || this == DECIMAL) && (other == INTEGER || other == DECIMAL);
            return numbers ? DECIMAL : TEXT;
        }
    }

    private static final class Guesses {

        private final Map<String, Guess> columns = new LinkedHashMap<>();
        private List<String> key = List.of();
        private @Nullable ForeignTable table;
    }

    /** Returns a table that has all columns of the rows given and of those before. */
    ForeignTable table(TableId id, List<String> key, List<Map<String, @Nullable Object>> rows) {
        if (tables.size() >= LIMIT && !tables.containsKey(id)) {
            tables.clear();
        }
        Guesses known = tables.computeIfAbsent(id, unknown -> new Guesses());
        boolean same = known.key.equals(key);
        for (Map<String, @Nullable Object> row : rows) {
            for (Map.Entry<String, @Nullable Object> value : row.entrySet()) {
                Guess before = known.columns.get(value.getKey());
                Guess now = Guess.of(value.getValue());
                Guess joined = before == null ? now : before.or(now);
                same &= joined == before;
                known.columns.put(value.getKey(), joined);
            }
        }
        ForeignTable table = known.table;
        if (table == null || !same) {
            known.key = key;
            table = make(id, known);
            known.table = table;
        }
        return table;
    }

    private static ForeignTable make(TableId id, Guesses guesses) {
        List<Column> columns = new ArrayList<>();
        guesses.columns.forEach(
                (name, guess) -> columns.add(new Column(name, guess.type, !guesses.key.contains(name))));
        List<String> key =
                guesses.key.stream().filter(guesses.columns::containsKey).toList();
        return ForeignTable.of(TableSchema.of(id, columns, key), ForeignValues.STRING);
    }
}
