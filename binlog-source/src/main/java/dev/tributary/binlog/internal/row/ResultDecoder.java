package dev.tributary.binlog.internal.row;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.charset.TextDecoder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Makes lazy rows of the rows of a SELECT in the text protocol. Their values are the ones that the binlog has for the same
 * row: a session that was told {@link #session} sends text as it is stored, moments in UTC, and {@link #expressions} lose
 * no digit of a number.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html">
 *     Rows of a text result</a>
 */
public final class ResultDecoder {

    private static final String ABSENCE = "the snapshot was not told to read it";
    private static final String BINARY = "binary";
    private static final String UTF8 = "utf8mb4";

    private final RowLayout layout;

    /** The indexes of the columns that are read, in order. */
    private final int[] columns;

    private ResultDecoder(RowLayout layout, int[] columns) {
        this.layout = layout;
        this.columns = columns;
    }

    /**
     * Returns what reads rows of a table.
     *
     * @param kind which server sends them
     * @param chosen the indexes of the columns that are read, at least one; the others are absent from the rows
     * @throws DecodeException if a column is of a type or character set that cannot be read
     */
    public static ResultDecoder of(ServerKind kind, TableSchema schema, BitSet chosen) {
        if (chosen.isEmpty() || chosen.length() > schema.size()) {
            throw new IllegalArgumentException("columns " + chosen + " of " + schema);
        }
        int[] columns = chosen.stream().toArray();
        ColumnCodec[] codecs = new ColumnCodec[schema.size()];
        Arrays.fill(codecs, TextCodecs.bytes(ColumnCodec.LENGTH_ENCODED));
        for (int column : columns) {
            codecs[column] = codec(schema.table(), schema.column(column));
        }
        return new ResultDecoder(new RowLayout(schema, codecs, ABSENCE), columns);
    }

    private static ColumnCodec codec(TableId table, Column column) {
        ColumnType type = column.type();
        boolean unsigned = type.unsigned();
        int scale = type.scale();
        return switch (type.sqlType()) {
            case TINYINT -> ResultNumberCodecs.integer(8, unsigned);
            case SMALLINT -> ResultNumberCodecs.integer(16, unsigned);
            case MEDIUMINT -> ResultNumberCodecs.integer(24, unsigned);
            case INT -> ResultNumberCodecs.integer(32, unsigned);
            case BIGINT -> ResultNumberCodecs.integer(64, unsigned);
            case DECIMAL -> ResultNumberCodecs.decimal(type.length(), scale);
            case FLOAT -> ResultNumberCodecs.singlePrecision();
            case DOUBLE -> ResultNumberCodecs.doublePrecision();
            case BIT -> ResultNumberCodecs.bit(type.length());
            case YEAR -> ResultNumberCodecs.year();
            case DATE -> ResultTemporalCodecs.date();
            case TIME -> ResultTemporalCodecs.time(scale);
            case DATETIME -> ResultTemporalCodecs.dateTime(scale);
            case TIMESTAMP -> ResultTemporalCodecs.timestamp(scale);
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text(table, column, type.charset());
            case ENUM, SET -> text(table, column, type.charset().equals(BINARY) ? UTF8 : type.charset());
            case JSON, UUID, INET4, INET6 -> text(table, column, UTF8);
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR ->
                TextCodecs.bytes(ColumnCodec.LENGTH_ENCODED);
        };
    }

    private static ColumnCodec text(TableId table, Column column, String charset) {
        TextDecoder decoder = TextDecoder.of(charset);
        if (decoder == null) {
            throw new DecodeException("Column '" + column.name() + "' of table " + table + " has the character set "
                    + charset + ", which this version cannot read; leave the column out, or change it");
        }
        return new TextCodecs.Text(ColumnCodec.LENGTH_ENCODED, decoder);
    }

    /**
     * Returns all statements that make a session's results mean what this class reads, in order. They leave alone what
     * belongs to transactions and locks.
     */
    public static List<String> session(ServerKind kind) {
        return List.of(
                "SET NAMES utf8mb4",
                // Text comes as it is stored: what is no text in its character set is found, and not replaced.
                "SET character_set_results = NULL",
                // Without a mode CHAR comes without padding, backslashes escape in literals, and no date is refused.
                "SET SESSION sql_mode = '', time_zone = '+00:00', sql_select_limit = 18446744073709551615,"
                        + " sql_big_selects = 1, sql_buffer_result = 0, net_write_timeout = 86400, "
                        + kind.timeLimit() + " = 0");
    }

    /** Returns what to SELECT for each chosen column, in order: mostly its quoted name. */
    public List<String> expressions() {
        return Arrays.stream(columns)
                .mapToObj(column -> expression(schema().column(column)))
                .toList();
    }

    /**
     * A floating-point number comes as the abscissa of a point, whose bytes are its own: in digits the server rounds a FLOAT to
     * six and either to those of its definition, and finding digits is the most expensive thing that it does for a row.
     */
    private static String expression(Column column) {
        String name = "`" + column.name().replace("`", "``") + "`";
        SqlType type = column.type().sqlType();
        return type == SqlType.FLOAT || type == SqlType.DOUBLE ? "POINT(" + name + ", 0)" : name;
    }

    /** Returns the columns that the rows have. */
    public TableSchema schema() {
        return layout.schema();
    }

    /**
     * Returns the row of one packet.
     *
     * @param bytes holds the packet's payload at {@code from}, {@code length} long; kept, and never to be written again
     * @throws DecodeException if the payload does not begin with the chosen columns
     */
    public Row row(byte[] bytes, int from, int length) {
        int[] offsets = new int[layout.size()];
        if (columns.length < offsets.length) {
            Arrays.fill(offsets, BinlogRow.ABSENT);
        }
        int end = from + length;
        int at = from;
        for (int column : columns) {
            if (at >= end) {
                throw beyond(column);
            }
            int first = bytes[at] & 0xff;
            if (first == EncodedLength.NULL) {
                offsets[column] = BinlogRow.NULL;
                at++;
            } else {
                offsets[column] = at - from;
                at = first < EncodedLength.NULL ? at + 1 + first : behindLongValue(bytes, at, end, column);
                if (at > end) {
                    throw beyond(column);
                }
            }
        }
        return new BinlogRow(layout, bytes, from, length, offsets);
    }

    /** Returns where a value ends whose length takes more than a byte. */
    private int behindLongValue(byte[] bytes, int at, int end, int column) {
        int size = EncodedLength.size(bytes[at] & 0xff);
        if (size == 0 || size > end - at) {
            throw beyond(column);
        }
        long length = EncodedLength.read(bytes, at);
        if (length < 0 || length > end - at - size) {
            throw beyond(column);
        }
        return at + size + (int) length;
    }

    private DecodeException beyond(int column) {
        return new DecodeException("A row of a SELECT from table " + schema().table() + " ends within column '"
                + schema().column(column).name() + "': bytes were lost on the way from the server");
    }
}
