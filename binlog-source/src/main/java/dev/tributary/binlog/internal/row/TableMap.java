package dev.tributary.binlog.internal.row;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * A table map event: how the columns of a table are stored in the row events that follow, and the {@link Metadata} that
 * the server adds to that.
 *
 * <p>Source of the format: the server's documentation of {@code mysql::binlog::event::Table_map_event}.
 *
 * @param table the table's name
 * @param types the code of each column's type as it is stored, the real one where the server hides it behind another
 * @param parameters the type's parameter: a length, a number of digits, or the like, as {@link StoredType} reads it
 * @param nullable which columns admit NULL
 * @param metadata what the server tells beyond that
 */
@SuppressWarnings("ArrayRecordComponent")
record TableMap(TableId table, int[] types, int[] parameters, BitSet nullable, Metadata metadata) {

    private static final int ID_AND_FLAGS = 8;
    private static final int MOST_COLUMNS = 4096;

    static TableMap parse(ServerKind kind, BinlogEvent event) {
        ByteCursor cursor = event.body("a table map event");
        cursor.skip(ID_AND_FLAGS);
        String database = name(cursor);
        TableId table = new TableId(database, name(cursor));
        int columns = cursor.byteCount();
        if (columns > MOST_COLUMNS) {
            throw new MalformedEventException(table + " has " + columns + " columns, more than a table can have");
        }
        int[] types = new int[columns];
        for (int i = 0; i < columns; i++) {
            types[i] = cursor.u8();
        }
        int parametersEnd = cursor.byteCount();
        parametersEnd = cursor.remaining() - parametersEnd;
        int[] parameters = new int[columns];
        for (int i = 0; i < columns; i++) {
            parameters[i] = StoredType.readParameter(types[i], cursor);
            if (types[i] == StoredType.STRING) {
                types[i] = StoredType.realType(parameters[i]);
                parameters[i] = StoredType.realLength(parameters[i]);
            }
            if (!StoredType.canHave(types[i], parameters[i])) {
                throw cursor.malformed("column " + (i + 1) + " of " + table + " is of stored type " + types[i]
                        + ", which cannot have the parameter " + parameters[i]);
            }
        }
        if (cursor.remaining() != parametersEnd) {
            throw cursor.malformed("the types' parameters are of another length than the event says");
        }
        BitSet nullable = BitSet.valueOf(cursor.copy((columns + 7) / 8));
        return new TableMap(table, types, parameters, nullable, Metadata.parse(kind, cursor, types));
    }

    private static String name(ByteCursor cursor) {
        String name = cursor.string(cursor.u8(), StandardCharsets.UTF_8);
        cursor.skip(1);
        return name;
    }

    int size() {
        return types.length;
    }
}
