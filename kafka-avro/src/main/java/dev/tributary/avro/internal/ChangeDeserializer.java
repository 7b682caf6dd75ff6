package dev.tributary.avro.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Restores the change events that {@link EnvelopeEncoder} has written, each by the schema that it names. Confined to one thread. */
public final class ChangeDeserializer implements Deserializer<ChangeEvent> {

    private static final int PREFIX = 1 + Integer.BYTES;

    private final IntFunction<Optional<String>> schemas;
    private final String registry;
    private final Map<Integer, Writer> writers = new HashMap<>();
    private final SourceDecoder sources = new SourceDecoder();
    private @Nullable BinaryDecoder decoder;

    /** Creates a deserializer. */
    public ChangeDeserializer(RegistryClient registry) {
        this(registry::schema, registry.toString());
    }

    /**
     * Creates a deserializer.
     *
     * @param schemas gives a schema by its id
     * @param registry where from, for messages
     */
    ChangeDeserializer(IntFunction<Optional<String>> schemas, String registry) {
        this.schemas = schemas;
        this.registry = registry;
    }

    /** How what was written with one schema is read. */
    private record Writer(TableSchema table, GenericDatumReader<GenericRecord> reader) {}

    @Override
    public @Nullable ChangeEvent deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        if (data.length < PREFIX || data[0] != 0) {
            throw new DecodeException(
                    "The value is no Avro that names its schema by a zero byte and four bytes of an id,"
                            + " as serializers of Confluent's registry write it");
        }
        int id = ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
        Writer writer = writers.get(id);
        if (writer == null) {
            writer = writer(id);
            writers.put(id, writer);
        }
        try {
            BinaryDecoder bytes = DecoderFactory.get().binaryDecoder(data, PREFIX, data.length - PREFIX, decoder);
            decoder = bytes;
            return event(writer.table, writer.reader.read(null, bytes));
        } catch (IOException | AvroRuntimeException | IllegalArgumentException malformed) {
            // The cause may quote the record, which must not get into logs.
            throw new DecodeException(
                    "The value of table " + writer.table.table() + " does not fit its schema of the id " + id + " ("
                            + malformed.getClass().getSimpleName() + ")");
        }
    }

    private Writer writer(int id) {
        String text = schemas.apply(id)
                .orElseThrow(() -> new DecodeException("The schema registry " + registry + " has no schema of the id "
                        + id + ", which the value names: is it the registry that the value was written with?"));
        Schema schema;
        try {
            schema = new Schema.Parser().parse(text);
        } catch (SchemaParseException malformed) {
            throw new DecodeException("The schema of the id " + id + " is no Avro schema", malformed);
        }
        // No conversions: values are made by the columns' own types.
        return new Writer(TableForms.table(schema), new GenericDatumReader<>(schema, schema, new GenericData()));
    }

    private ChangeEvent event(TableSchema table, GenericRecord envelope) {
        BinlogOrigin origin = sources.read((GenericRecord) envelope.get("source"));
        Operation operation = operation(String.valueOf(envelope.get("op")));
        return switch (operation) {
            case SNAPSHOT ->
                ChangeEvent.snapshot(
                        row(table, envelope, "after"), BinlogOrigin.ofSnapshot(origin.event(), origin.row()));
            case INSERT -> ChangeEvent.insert(row(table, envelope, "after"), origin);
            case UPDATE -> ChangeEvent.update(row(table, envelope, "before"), row(table, envelope, "after"), origin);
            case DELETE -> ChangeEvent.delete(row(table, envelope, "before"), origin);
        };
    }

    private static Operation operation(String code) {
        if (code.length() != 1) {
            throw new IllegalArgumentException("no operation");
        }
        return Operation.ofCode(code.charAt(0));
    }

    private static Row row(TableSchema table, GenericRecord envelope, String name) {
        if (!(envelope.get(name) instanceof GenericRecord row)) {
            throw new DecodeException(
                    "The envelope of table " + table.table() + " lacks '" + name + "', which its operation needs");
        }
        @Nullable Object[] values = new @Nullable Object[table.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = row.get(i);
            values[i] = value == null ? null : ColumnValues.of(table.column(i).type(), value);
        }
        return Row.of(table, values);
    }
}
