package dev.tributary.benchmarks.tributary;

import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import java.util.IdentityHashMap;

/** Reads all columns of rows, each by the getter for its type. Confined to one thread. */
final class TypedReads {

    private final IdentityHashMap<TableSchema, Read[]> bySchema = new IdentityHashMap<>();
    private long values;

    /** Reads one column of a row. */
    @FunctionalInterface
    private interface Read {
        Object read(Row row, int column);
    }

    void read(Row row) {
        Read[] reads = bySchema.computeIfAbsent(row.schema(), TypedReads::reads);
        for (int i = 0; i < reads.length; i++) {
            if (!row.isNull(i) && reads[i].read(row, i) != null) {
                values++;
            }
        }
    }

    /** How many values were read that are not NULL. */
    long values() {
        return values;
    }

    private static Read[] reads(TableSchema schema) {
        return schema.columns().stream().map(TypedReads::read).toArray(Read[]::new);
    }

    private static Read read(Column column) {
        return switch (column.type().sqlType()) {
            case SMALLINT -> Row::getInt;
            case INT, BIGINT -> Row::getLong;
            case DECIMAL -> Row::getDecimal;
            case DOUBLE -> Row::getDouble;
            case DATETIME -> Row::getDateTime;
            case TIMESTAMP -> Row::getInstant;
            case CHAR, VARCHAR, TEXT, MEDIUMTEXT, ENUM, JSON -> Row::getString;
            default -> throw new IllegalStateException("No table of the benchmark has a column such as " + column);
        };
    }
}
