package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.TableSchema;
import dev.tributary.internal.ArrayRow;
import org.jspecify.annotations.Nullable;

/**
 * Restores change events, with their exact types, from what {@link EnvelopeWriter} wrote: the envelope and the
 * description of the columns. The values may have any form of {@link JsonForm}; the envelope may be the {@code payload}
 * beside Connect's {@code schema}, or the {@code data} of a CloudEvent.
 *
 * <p>Confined to one thread. Events of one description share one schema, and those of a transaction that come in a row
 * share one {@link dev.tributary.Transaction}.
 */
public final class EnvelopeReader {

    private static final String DOCUMENT = "envelope";

    private final SchemaHeaders schemas = new SchemaHeaders();
    private final SourceReader sources = new SourceReader();

    /** Creates a reader. */
    public EnvelopeReader() {}

    /**
     * Reads an event.
     *
     * @param envelope what {@link EnvelopeWriter#write} made
     * @param schema what {@link EnvelopeWriter#schema} made of the event's schema
     * @throws DecodeException if either is malformed, or they do not belong together
     */
    public ChangeEvent read(byte[] envelope, byte[] schema) {
        TableSchema table = schemas.parse(schema);
        try (JsonReader json = new JsonReader(DOCUMENT + " of table " + table.table(), envelope)) {
            Parts parts = new Parts();
            json.beginObject();
            read(json, table, parts);
            json.end();
            return parts.event(table);
        }
    }

    private void read(JsonReader json, TableSchema table, Parts parts) {
        for (String member = json.nextMember(); member != null; member = json.nextMember()) {
            switch (member) {
                case "before" -> parts.before = row(json, table);
                case "after" -> parts.after = row(json, table);
                case "source" -> {
                    if (!json.isString()) { // a CloudEvent's own source is a text
                        parts.origin = sources.read(json, table.table());
                    }
                }
                case "op" -> parts.operation = operation(json);
                case "payload", "data" -> {
                    if (!json.isObject()) {
                        throw json.expected("an envelope as " + member);
                    }
                    read(json, table, parts);
                }
                default -> json.skip();
            }
        }
    }

    private static Operation operation(JsonReader json) {
        String code = json.string();
        if (code.length() == 1) {
            try {
                return Operation.ofCode(code.charAt(0));
            } catch (IllegalArgumentException unknown) {
                throw json.expected("one of the operations r, c, u and d");
            }
        }
        throw json.expected("one of the operations r, c, u and d");
    }

    private static @Nullable Row row(JsonReader json, TableSchema schema) {
        if (json.isNull()) {
            return null;
        }
        if (!json.isObject()) {
            throw json.expected("a row: an object or null");
        }
        ArrayRow.Builder row = new ArrayRow.Builder(schema);
        int next = 0;
        for (String name = json.nextMember(); name != null; name = json.nextMember()) {
            boolean inOrder = next < schema.size() && schema.column(next).name().equals(name);
            int column = inOrder ? next : schema.indexOf(name);
            if (column < 0) {
                throw new DecodeException("The envelope of table " + schema.table() + " has a column '" + name
                        + "' that its column description does not have: they do not belong together");
            }
            ColumnReader.read(json, schema.column(column), column, row);
            next = column + 1;
        }
        return row.build();
    }

    /** The members of an envelope, in whatever order they come. */
    private static final class Parts {

        private @Nullable Row before;
        private @Nullable Row after;
        private @Nullable BinlogOrigin origin;
        private @Nullable Operation operation;

        ChangeEvent event(TableSchema schema) {
            BinlogOrigin place = require(origin, "source", schema);
            return switch (require(operation, "op", schema)) {
                case SNAPSHOT ->
                    ChangeEvent.snapshot(
                            require(after, "after", schema), BinlogOrigin.ofSnapshot(place.event(), place.row()));
                case INSERT -> ChangeEvent.insert(require(after, "after", schema), place);
                case UPDATE ->
                    ChangeEvent.update(require(before, "before", schema), require(after, "after", schema), place);
                case DELETE -> ChangeEvent.delete(require(before, "before", schema), place);
            };
        }

        private static <T> T require(@Nullable T part, String name, TableSchema schema) {
            if (part == null) {
                throw new DecodeException(
                        "The envelope of table " + schema.table() + " lacks '" + name + "', which its operation needs");
            }
            return part;
        }
    }
}
