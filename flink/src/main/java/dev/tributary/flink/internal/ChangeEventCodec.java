package dev.tributary.flink.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.format.SchemaHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Change events as bytes, for Flink's buffers and state. In order: version, letter of the operation, flags, where the change
 * was read, the description of the columns ({@link SchemaHeader}), the rows.
 *
 * <p>Every event has the description of its columns with it. A serializer of Flink cannot know what was written before or
 * will be read together: a state backend hands out single values, and a task may begin anywhere. So an event can be
 * read after its table has changed, or by a job that never saw the table. A description is built and parsed once for each
 * table; for every event it is only copied and compared.
 *
 * <p>Confined to one thread.
 */
public final class ChangeEventCodec {

    /** The version of the form that is written. All versions up to this one are read. */
    public static final int VERSION = 1;

    private static final int LAST_OF_TRANSACTION = 1;
    private static final int OF_SNAPSHOT = 1 << 1;
    private static final int HAS_GTID = 1 << 2;
    private static final int HAS_STATEMENT = 1 << 3;
    /** The row before has other columns than the row after: a step made one of them anew. */
    private static final int TWO_SCHEMAS = 1 << 4;

    private static final int KNOWN_SCHEMAS = 1_000;

    private final WireOutput out = new WireOutput();
    private final RowEncoder rows = new RowEncoder(out);
    private final WireOutput sizing = new WireOutput();
    private final RowEncoder sizes = new RowEncoder(sizing);
    private final EnvelopeWriter descriptions = new EnvelopeWriter("");
    private final Map<ByteBuffer, TableSchema> schemas = new HashMap<>();
    private byte[] lastDescription = {};
    private @Nullable TableSchema lastSchema;
    private @Nullable RowsEvent lastEvent;

    /** Creates a codec. */
    public ChangeEventCodec() {}

    /** Encodes an event; {@link #array} and {@link #length} give the bytes until the next call. */
    public void encode(ChangeEvent event) {
        Row before = event.before().orElse(null);
        Row after = event.after().orElse(null);
        boolean twoSchemas = before != null && after != null && !before.schema().equals(after.schema());
        out.clear();
        out.writeByte(VERSION);
        out.writeByte(event.operation().code());
        writeOrigin(event.origin(), twoSchemas);
        writeSchema(event.schema());
        if (before != null) {
            if (twoSchemas) {
                writeSchema(before.schema());
            }
            writeRow(before);
        }
        if (after != null) {
            writeRow(after);
        }
    }

    /** Returns the array that holds the event that was encoded last. */
    public byte[] array() {
        return out.array();
    }

    /** Returns how many bytes the event has that was encoded last. */
    public int length() {
        return out.length();
    }

    private void writeOrigin(BinlogOrigin origin, boolean twoSchemas) {
        RowsEvent event = origin.event();
        Transaction transaction = event.transaction();
        String gtid = transaction.gtid().orElse(null);
        String statement = event.statement().orElse(null);
        out.writeByte((origin.isLastOfTransaction() ? LAST_OF_TRANSACTION : 0)
                | (origin.isSnapshot() ? OF_SNAPSHOT : 0)
                | (gtid != null ? HAS_GTID : 0)
                | (statement != null ? HAS_STATEMENT : 0)
                | (twoSchemas ? TWO_SCHEMAS : 0));
        out.writeUnsigned(transaction.serverId());
        if (gtid != null) {
            out.writeText(gtid);
        }
        out.writeText(transaction.file());
        out.writeUnsigned(transaction.position());
        Instant commitTime = transaction.commitTime();
        out.writeSigned(commitTime.getEpochSecond());
        out.writeUnsigned(commitTime.getNano());
        out.writeUnsigned(event.position());
        out.writeUnsigned(event.index());
        if (statement != null) {
            out.writeText(statement);
        }
        out.writeUnsigned(origin.row());
    }

    private void writeSchema(TableSchema schema) {
        byte[] description = descriptions.schema(schema);
        out.writeBytes(description, 0, description.length);
    }

    /** The length comes first, in four bytes, since it is known only when the row is written. */
    private void writeRow(Row row) {
        int lengthAt = out.length();
        out.writeFixed32(0);
        int length = rows.write(row);
        for (int i = 0; i < Integer.BYTES; i++) {
            out.array()[lengthAt + i] = (byte) (length >>> (i * Byte.SIZE));
        }
    }

    /**
     * Reads an event.
     *
     * @param bytes hold it up to {@code length}; they are not kept
     * @throws DecodeException if they hold none, or one of a version that is not known
     */
    public ChangeEvent decode(byte[] bytes, int length) {
        WireInput in = new WireInput(bytes, 0, length);
        int version = in.readByte();
        if (version != VERSION) {
            throw new DecodeException("A change event in Flink's state is of version " + version + ", but only up to"
                    + " version " + VERSION
                    + " is known here: restore it by the version of tributary-flink that wrote it,"
                    + " or by a newer one");
        }
        Operation operation = operation(in.readByte());
        int flags = in.readByte();
        BinlogOrigin origin = readOrigin(in, flags);
        TableSchema schema = readSchema(in);
        Row before = null;
        if (operation == Operation.UPDATE || operation == Operation.DELETE) {
            before = readRow(in, (flags & TWO_SCHEMAS) == 0 ? schema : readSchema(in));
        }
        Row after = operation == Operation.DELETE ? null : readRow(in, schema);
        return event(operation, before, after, origin);
    }

    private static Operation operation(int code) {
        try {
            return Operation.ofCode((char) code);
        } catch (IllegalArgumentException unknown) {
            throw new DecodeException("A change event in Flink's state is damaged: " + unknown.getMessage(), unknown);
        }
    }

    private static ChangeEvent event(
            Operation operation, @Nullable Row before, @Nullable Row after, BinlogOrigin origin) {
        if (before != null && after != null) {
            return ChangeEvent.update(before, after, origin);
        }
        if (before != null) {
            return ChangeEvent.delete(before, origin);
        }
        Row row = Objects.requireNonNull(after);
        return operation == Operation.SNAPSHOT ? ChangeEvent.snapshot(row, origin) : ChangeEvent.insert(row, origin);
    }

    private BinlogOrigin readOrigin(WireInput in, int flags) {
        long serverId = in.readUnsigned();
        String gtid = (flags & HAS_GTID) == 0 ? null : in.readText();
        String file = in.readText();
        long begin = in.readUnsigned();
        Instant time = Instant.ofEpochSecond(in.readSigned(), in.readUnsigned());
        Transaction transaction = gtid == null
                ? Transaction.of(serverId, file, begin, time)
                : Transaction.of(serverId, gtid, file, begin, time);
        RowsEvent event = RowsEvent.of(transaction, in.readUnsigned(), in.readUnsigned());
        if ((flags & HAS_STATEMENT) != 0) {
            event = event.withStatement(in.readText());
        }
        event = shared(event);
        int row = in.readSmall();
        return (flags & OF_SNAPSHOT) != 0
                ? BinlogOrigin.ofSnapshot(event, row)
                : new BinlogOrigin(event, row, (flags & LAST_OF_TRANSACTION) != 0);
    }

    /** Changes of one event that come one after the other share it, as those of a source do. */
    private RowsEvent shared(RowsEvent event) {
        RowsEvent known = lastEvent;
        if (known != null && known.equals(event)) {
            return known;
        }
        lastEvent = event;
        return event;
    }

    private TableSchema readSchema(WireInput in) {
        int length = in.readLength();
        int from = in.offset();
        in.skip(length);
        TableSchema known = lastSchema;
        if (known != null
                && Arrays.equals(lastDescription, 0, lastDescription.length, in.array(), from, from + length)) {
            return known;
        }
        byte[] description = Arrays.copyOfRange(in.array(), from, from + length);
        TableSchema schema = schemas.get(ByteBuffer.wrap(description));
        if (schema == null) {
            if (schemas.size() >= KNOWN_SCHEMAS) {
                schemas.clear();
            }
            schema = SchemaHeader.parse(description);
            schemas.put(ByteBuffer.wrap(description), schema);
        }
        lastDescription = description;
        lastSchema = schema;
        return schema;
    }

    private static Row readRow(WireInput in, TableSchema schema) {
        int length = in.readFixed32();
        int from = in.offset();
        in.skip(length);
        return new EncodedRow(schema, Arrays.copyOfRange(in.array(), from, from + length), 0, length);
    }

    /** Returns about how much memory the rows of an event take, in bytes. */
    public int sizeOf(ChangeEvent event) {
        return event.before().map(this::sizeOf).orElse(0)
                + event.after().map(this::sizeOf).orElse(0);
    }

    private int sizeOf(Row row) {
        if (row instanceof EncodedRow encoded) {
            return encoded.length();
        }
        sizing.clear();
        return sizes.write(row);
    }
}
