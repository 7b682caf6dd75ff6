package dev.tributary.binlog.internal.fuzz;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.TributaryException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.row.ServerKind;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.format.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * One byte for the row event's type, two for the length of the table map's body, that body, the row event's body.
 *
 * <p>Each input is decoded twice, with different bytes around the events: if what comes out differs, something was read
 * that is not the event's.
 */
final class RowFuzz implements FuzzTarget.Body {

    private static final EventType[] ROW_EVENTS =
            Arrays.stream(EventType.values()).filter(EventType::isRows).toArray(EventType[]::new);
    private static final List<String> CHARSETS = List.of(
            "utf8mb4", "latin1", "utf8mb3", "ascii", "utf16", "ucs2", "utf32", "sjis", "gbk", "gb18030", "cp1251");
    private static final int BINARY_COLLATION = 63;
    private static final int UTF8MB4_COLLATION = 255;
    private static final int AROUND = 64;
    private static final JsonFactory JSON = JsonFactory.builder().build();

    /** What is asked for where a table map names no columns. */
    private static final List<String> CATALOGUE = List.of(
            "int",
            "varchar(20) charset utf8mb4",
            "decimal(10,2)",
            "json",
            "enum('a','b') charset latin1",
            "datetime(3)",
            "blob",
            "bit(9)");

    /** What MariaDB's table maps tell too little of, so that the catalogue is asked for it. */
    static final List<String> MARIADB_CATALOGUE = List.of(
            "int(11)",
            "time(3) /* mariadb-5.3 */",
            "datetime(6) /* mariadb-5.3 */",
            "timestamp(1) /* mariadb-5.3 */",
            "datetime /* mariadb-5.3 */",
            "uuid",
            "inet4");

    /** The bit of the first byte that says that MariaDB wrote the events. */
    static final int MARIADB_BIT = 0x80;

    @Override
    public void run(byte[] input) {
        if (input.length < 3) {
            return;
        }
        List<String> first = decode(input, 0x00);
        List<String> second = decode(input, 0x7d);
        if (!first.equals(second)) {
            throw new AssertionError("bytes outside of the event were read: " + first + " and " + second);
        }
    }

    /** All that can be read of an input of at least three bytes, in an event that has other bytes around it. */
    static List<String> decode(byte[] input, int around) {
        EventType type = ROW_EVENTS[(input[0] & ~MARIADB_BIT & 0xff) % ROW_EVENTS.length];
        ServerKind kind = (input[0] & MARIADB_BIT) == 0 ? ServerKind.MYSQL : ServerKind.MARIADB;
        int mapLength = Math.min((input[1] & 0xff) | (input[2] & 0xff) << 8, input.length - 3);
        byte[] map = Arrays.copyOfRange(input, 3, 3 + mapLength);
        byte[] rows = Arrays.copyOfRange(input, 3 + mapLength, input.length);
        return decode(kind, event(EventType.TABLE_MAP, map, around), event(type, rows, around));
    }

    private static BinlogEvent event(EventType type, byte[] body, int around) {
        byte[] bytes = new byte[AROUND + BinlogEvent.HEADER_LENGTH + body.length + AROUND];
        Arrays.fill(bytes, (byte) around);
        bytes[AROUND + 4] = (byte) type.code();
        System.arraycopy(body, 0, bytes, AROUND + BinlogEvent.HEADER_LENGTH, body.length);
        return new BinlogEvent(bytes, AROUND, BinlogEvent.HEADER_LENGTH + body.length);
    }

    private static String charset(int collation) {
        return collation == BINARY_COLLATION
                ? "binary"
                : collation == UTF8MB4_COLLATION
                        ? "utf8mb4"
                        : CHARSETS.get((collation & Integer.MAX_VALUE) % CHARSETS.size());
    }

    private static TableSchema catalogue(ServerKind kind, TableId table) {
        List<String> types = kind == ServerKind.MYSQL ? CATALOGUE : MARIADB_CATALOGUE;
        List<Column> columns = IntStream.range(0, types.size())
                .mapToObj(i -> new Column("c" + i, ColumnType.parse(types.get(i)), true))
                .toList();
        return TableSchema.of(table, columns, List.of("c0"));
    }

    private static List<String> decode(ServerKind kind, BinlogEvent tableMap, BinlogEvent rows) {
        List<String> seen = new ArrayList<>();
        try {
            TableDecoder.of(kind, tableMap, RowFuzz::charset, (table, lack) -> catalogue(kind, table))
                    .read(rows, new Reader(seen));
        } catch (TributaryException e) {
            seen.add(message(e));
        }
        return seen;
    }

    private static String message(TributaryException e) {
        String message = String.valueOf(e.getMessage());
        if (message.length() < 20) {
            throw new AssertionError("a failure that says too little: " + message, e);
        }
        return message;
    }

    /** Asks each row for each value in each way. */
    private record Reader(List<String> seen) implements TableDecoder.Target<RuntimeException> {

        @Override
        public void inserted(Row after, int bytes, boolean last) {
            read(after);
        }

        @Override
        public void updated(Row before, Row after, int bytes, boolean last) {
            read(before);
            read(after);
        }

        @Override
        public void deleted(Row before, int bytes, boolean last) {
            read(before);
        }

        private void read(Row row) {
            Row detached = row.detach();
            for (int i = 0; i < row.size(); i++) {
                if (row.has(i)) {
                    String text = text(row, i);
                    if (!text.equals(text(detached, i))) {
                        throw new AssertionError("another value in the copy of a row");
                    }
                    seen.add(text);
                    seen.add(object(row, i));
                    seen.add(json(row, i));
                }
            }
        }

        private static String text(Row row, int column) {
            try {
                return row.isNull(column) ? "NULL" : row.getText(column);
            } catch (TributaryException e) {
                return message(e);
            }
        }

        private static String object(Row row, int column) {
            try {
                Object object = row.get(column);
                return object instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(object);
            } catch (TributaryException e) {
                return message(e);
            }
        }

        private static String json(Row row, int column) {
            JsonBuffer json = new JsonBuffer();
            try {
                row.write(column, json);
            } catch (TributaryException e) {
                return message(e);
            }
            String text = new String(json.toBytes(), StandardCharsets.UTF_8);
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json.toBytes())) {
                parser.nextToken();
                parser.finishToken(); // which refuses bytes that are no UTF-8
                if (parser.nextToken() != null) {
                    throw new AssertionError("more than one JSON value");
                }
                return text;
            } catch (StreamReadException e) {
                throw new AssertionError("no JSON: " + text, e);
            }
        }
    }
}
