package dev.tributary.binlog.internal.row;

import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.charset.TextDecoder;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.MalformedEventException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Makes lazy rows of the row events of one table, as one table map describes them.
 *
 * <p>Immutable and thread-safe. Source of the format: the server's documentation of {@code
 * mysql::binlog::event::Rows_event}.
 */
public final class TableDecoder {

    private static final int ID_AND_FLAGS = 8;

    /** The option of a partial update by which JSON columns can hold changes. */
    private static final int PARTIAL_JSON = 1;

    private static final int UNKNOWN_OPTIONS = -1;

    private static final String ABSENCE = "the binlog's row image does not hold it (see binlog_row_image)";

    private final RowLayout layout;

    private TableDecoder(RowLayout layout) {
        this.layout = layout;
    }

    /**
     * Takes row changes; {@code bytes} is about what the images take in the event, {@code last} whether it is the event's last.
     *
     * @param <X> what taking one may throw
     */
    public interface Target<X extends Exception> {

        /** Takes an insert. */
        void inserted(Row after, int bytes, boolean last) throws X;

        /** Takes an update. */
        void updated(Row before, Row after, int bytes, boolean last) throws X;

        /** Takes a delete. */
        void deleted(Row before, int bytes, boolean last) throws X;
    }

    /** What a table map lacks, for which the server's catalogue is asked. */
    public enum Lack {
        /** The columns' names and more, which a server that writes full metadata does tell. */
        METADATA,
        /** What MariaDB tells in no table map: whether bytes are a UUID or an address, and digits of old dates and times. */
        TYPES
    }

    /** Tells the columns of tables as they were when a table map was written. */
    public interface Columns {

        /**
         * Returns the columns of a table.
         *
         * @param lack why the table map does not suffice
         */
        TableSchema of(TableId table, Lack lack);
    }

    /**
     * Reads a table map.
     *
     * @param kind which server wrote it
     * @param collations of the server
     * @param catalogue gives the table's columns where the table map does not tell all of them
     * @throws DecodeException if a column is of a type that cannot be read, or the catalogue's columns do not fit
     */
    public static TableDecoder of(ServerKind kind, BinlogEvent tableMap, CollationNames collations, Columns catalogue) {
        TableMap map = parse(kind, tableMap);
        ColumnMaker maker = new ColumnMaker(map, collations);
        TableSchema schema = schema(kind, map, maker, catalogue);
        ColumnCodec[] codecs = IntStream.range(0, map.size())
                .mapToObj(i -> maker.codec(i, schema.column(i)))
                .toArray(ColumnCodec[]::new);
        return new TableDecoder(new RowLayout(schema, codecs, ABSENCE));
    }

    private static TableSchema schema(ServerKind kind, TableMap map, ColumnMaker maker, Columns catalogue) {
        boolean full = map.metadata().isFull();
        boolean mayHide = maker.mayHideTypes(kind);
        if (full && !mayHide) {
            return described(map, maker::column);
        }
        TableSchema known = catalogued(kind, map, maker, mayHide ? Lack.TYPES : Lack.METADATA, catalogue);
        if (full) {
            return described(
                    map, i -> kind.mayHide(map.types()[i], map.parameters()[i]) ? known.column(i) : maker.column(i));
        }
        known.columns().forEach(column -> requireShown(kind, map.table(), column));
        return known;
    }

    /** The catalogue is in utf8mb3. */
    private static void requireShown(ServerKind kind, TableId table, Column column) {
        if (TextDecoder.bytesPerCharacter(column.type().charset()) > 3) {
            for (String member : column.type().members()) {
                if (member.indexOf('?') >= 0) {
                    throw new DecodeException("Column '" + column.name() + "' of table " + table + " has the member '"
                            + member + "' in the server's catalogue, which shows characters beyond U+FFFF as question"
                            + " marks too; " + remedy(kind, Lack.METADATA));
                }
            }
        }
    }

    private static TableMap parse(ServerKind kind, BinlogEvent event) {
        try {
            return TableMap.parse(kind, event);
        } catch (MalformedEventException e) {
            throw new DecodeException(e.getMessage(), e);
        }
    }

    private static TableSchema described(TableMap map, IntFunction<Column> column) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            columns.add(column.apply(i));
        }
        List<String> key = Arrays.stream(map.metadata().key())
                .mapToObj(index -> columns.get(index).name())
                .toList();
        try {
            return TableSchema.of(map.table(), columns, key);
        } catch (IllegalArgumentException e) {
            throw new DecodeException("The table map of " + map.table() + " is damaged: " + e.getMessage(), e);
        }
    }

    private static TableSchema catalogued(
            ServerKind kind, TableMap map, ColumnMaker maker, Lack lack, Columns catalogue) {
        TableSchema schema = catalogue.of(map.table(), lack);
        if (schema.size() != map.size()) {
            throw new DecodeException("Table " + map.table() + " has " + map.size() + " columns in the binlog and "
                    + schema.size() + " in the server's catalogue; " + remedy(kind, lack));
        }
        CatalogueMatch match = new CatalogueMatch(kind, map, maker);
        for (int i = 0; i < map.size(); i++) {
            if (!match.matches(i, schema.column(i))) {
                throw new DecodeException("Column " + (i + 1) + " of table " + map.table() + " is '" + match.stored(i)
                        + "' in the binlog, which does not fit '" + schema.column(i)
                        + "' in the server's catalogue; " + remedy(kind, lack));
            }
        }
        return schema;
    }

    private static String remedy(ServerKind kind, Lack lack) {
        String start = "start from a position behind the change of the table";
        return lack == Lack.TYPES ? start : "run " + kind.set("binlog_row_metadata", "FULL") + " and " + start;
    }

    /** Returns the columns that the rows have. */
    public TableSchema schema() {
        return layout.schema();
    }

    /**
     * Gives the row changes that an event holds to a target, in order.
     *
     * @throws DecodeException if the event does not fit the table map
     */
    public <X extends Exception> void read(BinlogEvent event, Target<X> target) throws X {
        EventType type = Objects.requireNonNull(event.type(), "the event's type is not known");
        try {
            read(type, event, target);
        } catch (MalformedEventException e) {
            throw new DecodeException(e.getMessage(), e);
        }
    }

    private <X extends Exception> void read(EventType type, BinlogEvent event, Target<X> target) throws X {
        ByteCursor cursor = event.body("a row event of table " + layout.schema().table());
        cursor.skip(ID_AND_FLAGS);
        if (isSecondVersion(type)) {
            cursor.skip(cursor.u16() - 2);
        }
        long columns = cursor.lengthEncoded();
        if (columns != layout.size()) {
            throw cursor.malformed(columns + " columns where the table map has " + layout.size());
        }
        Images images = new Images(event, cursor);
        switch (type) {
            case WRITE_ROWS, WRITE_ROWS_V1 -> images.readInserts(target);
            case DELETE_ROWS, DELETE_ROWS_V1 -> images.readDeletes(target);
            case UPDATE_ROWS, UPDATE_ROWS_V1 -> images.readUpdates(target);
            case PARTIAL_UPDATE_ROWS -> images.readPartialUpdates(target);
            default -> throw cursor.malformed(event + " where rows were expected");
        }
    }

    private static boolean isSecondVersion(EventType type) {
        return switch (type) {
            case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, PARTIAL_UPDATE_ROWS -> true;
            default -> false;
        };
    }

    /** The images of one event, one after another. */
    private final class Images {

        private final byte[] bytes;
        private final int end;
        private final ByteCursor cursor;
        private int at;

        Images(BinlogEvent event, ByteCursor cursor) {
            this.bytes = event.bytes();
            this.cursor = cursor;
            this.end = cursor.position() + cursor.remaining();
        }

        private RowLayout.Image image() {
            RowLayout.Image image = layout.image(cursor.copy((layout.size() + 7) / 8));
            if (image.isEmpty()) {
                throw cursor.malformed("row images without a column");
            }
            at = cursor.position();
            return image;
        }

        private BinlogRow next(RowLayout.Image image) {
            int[] offsets = new int[layout.size()];
            int length = image.locate(bytes, at, end, offsets);
            BinlogRow row = new BinlogRow(image.layout(), bytes, at, length, offsets);
            at += length;
            return row;
        }

        <X extends Exception> void readInserts(Target<X> target) throws X {
            RowLayout.Image image = image();
            while (at < end) {
                BinlogRow row = next(image);
                target.inserted(row, row.bytes(), at >= end);
            }
        }

        <X extends Exception> void readDeletes(Target<X> target) throws X {
            RowLayout.Image image = image();
            while (at < end) {
                BinlogRow row = next(image);
                target.deleted(row, row.bytes(), at >= end);
            }
        }

        <X extends Exception> void readUpdates(Target<X> target) throws X {
            RowLayout.Image beforeImage = image();
            RowLayout.Image afterImage = image();
            while (at < end) {
                BinlogRow before = next(beforeImage);
                BinlogRow after = next(afterImage);
                target.updated(before, after, before.bytes() + after.bytes(), at >= end);
            }
        }

        <X extends Exception> void readPartialUpdates(Target<X> target) throws X {
            RowLayout.Image beforeImage = image();
            RowLayout.Image afterImage = image();
            int[] json = layout.jsonColumns();
            while (at < end) {
                BinlogRow before = next(beforeImage);
                int start = at;
                BitSet patched = patchedColumns(json);
                BinlogRow after = next(afterImage);
                target.updated(
                        before,
                        patched.isEmpty() ? after : PatchedRow.of(before, after, patched),
                        before.bytes() + at - start,
                        at >= end);
            }
        }

        /** Reads, before the image itself, a bit for each JSON column of the table, in the image or not. */
        private BitSet patchedColumns(int[] json) {
            BitSet patched = new BitSet();
            int options = at < end ? bytes[at++] : UNKNOWN_OPTIONS;
            if (options == 0) {
                return patched;
            }
            int length = (json.length + 7) / 8;
            if (options != PARTIAL_JSON || length > end - at) {
                throw cursor.malformed("a partial update with the options " + options);
            }
            for (int i = 0; i < json.length; i++) {
                patched.set(json[i], (bytes[at + i / 8] >> i % 8 & 1) != 0);
            }
            at += length;
            return patched;
        }
    }
}
