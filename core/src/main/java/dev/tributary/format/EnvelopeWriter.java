package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.TableSchema;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes change events as JSON in the Debezium envelope:
 *
 * <pre>{@code
 * {"before":null,"after":{"id":1,"value":"abc"},
 *  "source":{"version":"0.1.0","connector":"mysql","name":"orders","ts_ms":1700000000123,
 *    "ts_us":1700000000123456,"snapshot":"false","db":"shop","table":"orders","server_id":1,
 *    "gtid":"3e11fa47-71ca-11e1-9e33-c80aa9429562:23","file":"binlog.000003","begin_pos":1000,"pos":1234,"row":0},
 *  "op":"c","ts_ms":1700000000200}
 * }</pre>
 *
 * <p>Values have the forms that {@link JsonBuffer} documents; a column that a row does not hold is left out. In
 * {@code source}, {@code pos} is the offset of the event that holds the row, {@code row} counts the rows of the
 * transaction, and {@code begin_pos}, which is ours alone, is the offset of the transaction's first event.
 * {@link EnvelopeReader} restores the event by the column description of {@link #schema}.
 *
 * <p>Confined to one thread: what is the same for all events of a table or a transaction is prepared once.
 */
public final class EnvelopeWriter {

    private static final byte[] BEFORE = ByteBuilder.ascii("{\"before\":");
    private static final byte[] AFTER = ByteBuilder.ascii(",\"after\":");
    private static final byte[] OPERATION = ByteBuilder.ascii(",\"op\":\"");
    private static final byte[] TIME = ByteBuilder.ascii("\",\"ts_ms\":");
    private static final byte[] SCHEMA = ByteBuilder.ascii("{\"schema\":");
    private static final byte[] PAYLOAD = ByteBuilder.ascii(",\"payload\":");

    private final InstantSource clock;
    private final SourceBlock source;
    private final RowWriter rows;
    private final boolean withSchemas;
    private final JsonBuffer json = new JsonBuffer();
    private final SchemaCache<TableForm> forms = new SchemaCache<>(TableForm::new);
    private final SchemaCache<ConnectSchema> connectSchemas;
    private long lastMillis;
    private byte[] lastTime = {};

    /**
     * Creates a writer.
     *
     * @param name the logical name of the source, which {@code source.name} gives: the pipeline's name, unless chosen
     *     otherwise
     */
    public EnvelopeWriter(String name) {
        this(name, Clock.systemUTC());
    }

    /**
     * Creates a writer that takes the time of writing from a given clock.
     *
     * @param clock gives the envelope's own {@code ts_ms}
     */
    public EnvelopeWriter(String name, InstantSource clock) {
        this(name, clock, JsonForm.standard(), false);
    }

    /**
     * Creates a writer that gives values a chosen form.
     *
     * @param connectSchemas whether each document has Connect's {@code schema} beside the envelope or the key as {@code
     *     payload}, as Connect's {@code JsonConverter} reads it with {@code schemas.enable}. Such a document is several
     *     times as long
     */
    public EnvelopeWriter(String name, InstantSource clock, JsonForm form, boolean connectSchemas) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.source = new SourceBlock(Objects.requireNonNull(name, "name"));
        this.rows = new RowWriter(form);
        this.withSchemas = connectSchemas;
        this.connectSchemas = new SchemaCache<>(schema -> new ConnectSchema(schema, name, form));
    }

    /** Returns the envelope of an event, as UTF-8. */
    public byte[] write(ChangeEvent event) {
        json.clear();
        write(event, json);
        return json.toBytes();
    }

    /** Appends the envelope of an event to a document of the caller's, which makes no garbage. */
    public void write(ChangeEvent event, JsonBuffer target) {
        if (withSchemas) {
            target.raw(SCHEMA)
                    .raw(connectSchemas.get(event.schema()).envelope(event))
                    .raw(PAYLOAD);
            writeEnvelope(event, target);
            target.raw('}');
        } else {
            writeEnvelope(event, target);
        }
    }

    private void writeEnvelope(ChangeEvent event, JsonBuffer target) {
        TableForm form = forms.get(event.schema());
        BinlogOrigin origin = event.origin();
        target.raw(BEFORE);
        writeRow(event.before().orElse(null), target);
        target.raw(AFTER);
        writeRow(event.after().orElse(null), target);
        source.write(target, origin, form.sourceTable, event.operation() == Operation.SNAPSHOT);
        target.raw(OPERATION).raw(event.operation().code());
        target.raw(TIME).raw(now());
        target.raw('}');
    }

    /**
     * Returns a change of a table as a whole, as UTF-8: a {@code TRUNCATE} as an envelope without rows and with the
     * operation {@code t}, others as Debezium tells changes of schemas, without an operation. Ours alone are {@code
     * change}, its kind, and {@code to}, the new name of a table. {@link ChangeReader} restores it.
     *
     * <pre>{@code
     * {"before":null,"after":null,"source":{…},"op":"t","ts_ms":1700000000200,"ddl":"TRUNCATE TABLE orders"}
     * {"change":"renamed","source":{…},"ts_ms":1700000000200,"databaseName":"shop",
     *  "ddl":"RENAME TABLE orders TO old_orders","to":{"db":"shop","table":"old_orders"},"tableChanges":[]}
     * }</pre>
     */
    public byte[] write(TableChange change) {
        boolean truncated = change instanceof TableChange.Truncated;
        json.clear();
        json.raw(ByteBuilder.ascii(truncated ? "{\"before\":null,\"after\":null" : "{\"change\":"));
        if (!truncated) {
            json.string(TableChanges.kind(change));
        }
        source.write(json, origin(change), SourceBlock.table(change.table()), false);
        if (truncated) {
            json.raw(OPERATION).raw('t').raw('"');
        }
        json.raw(ByteBuilder.ascii(",\"ts_ms\":")).raw(now());
        if (!truncated) {
            json.raw(ByteBuilder.ascii(",\"databaseName\":"))
                    .string(change.table().database());
        }
        json.raw(ByteBuilder.ascii(",\"ddl\":")).string(change.statement());
        if (change instanceof TableChange.Renamed renamed) {
            json.raw(ByteBuilder.ascii(",\"to\":{\"db\":")).string(renamed.to().database());
            json.raw(ByteBuilder.ascii(",\"table\":"))
                    .string(renamed.to().name())
                    .raw('}');
        }
        return json.raw(ByteBuilder.ascii(truncated ? "}" : ",\"tableChanges\":[]}"))
                .toBytes();
    }

    /** A change that was read from somewhere else than a binlog has a time, but no place in one. */
    private static BinlogOrigin origin(TableChange change) {
        return change.origin() instanceof BinlogOrigin known
                ? known
                : BinlogOrigin.nowhere(change.origin().time());
    }

    /** Returns the time in digits, which are the same for all that is written within a millisecond. */
    private byte[] now() {
        long millis = clock.millis();
        if (millis != lastMillis || lastTime.length == 0) {
            lastMillis = millis;
            lastTime = ByteBuilder.ascii(Long.toString(millis));
        }
        return lastTime;
    }

    /** Returns a key as a JSON object of its columns, as UTF-8. */
    public byte[] writeKey(RowKey key) {
        json.clear();
        if (withSchemas) {
            json.raw(SCHEMA)
                    .raw(connectSchemas.get(key.row().schema()).key(key))
                    .raw(PAYLOAD);
        }
        rows.write(key, forms.get(key.row().schema()).names, json);
        if (withSchemas) {
            json.raw('}');
        }
        return json.toBytes();
    }

    /** Returns what {@link SchemaHeader#encode} does, made once for each schema; the array must not be changed. */
    public byte[] schema(TableSchema schema) {
        return forms.get(schema).header;
    }

    private void writeRow(@Nullable Row row, JsonBuffer target) {
        if (row == null) {
            target.writeNull();
            return;
        }
        rows.write(row, forms.get(row.schema()).names, target);
    }

    /** What is the same in all events of one schema. */
    private static final class TableForm {

        /** The name of each column, quoted, with the colon. */
        private final byte[][] names;

        private final byte[] sourceTable;
        private final byte[] header;

        TableForm(TableSchema schema) {
            names = RowWriter.names(schema);
            sourceTable = SourceBlock.table(schema.table());
            header = SchemaHeader.encode(schema);
        }
    }
}
