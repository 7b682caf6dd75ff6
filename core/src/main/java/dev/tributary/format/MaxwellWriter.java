package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;

/**
 * Writes change events as JSON in the form of Maxwell's daemon:
 *
 * <pre>{@code
 * {"database":"shop","table":"orders","type":"update","ts":1700000000,"commit":true,
 *  "position":"binlog.000003:1234","gtid":"3e11fa47-71ca-11e1-9e33-c80aa9429562:23","server_id":1,
 *  "primary_key_columns":["id"],"data":{"id":1,"note":"b"},"old":{"note":"a"}}
 * }</pre>
 *
 * <p>Numbers are numbers, {@code BIT} too; times are those of SQL ({@code "2024-01-31 23:59:59"}), of a {@code
 * TIMESTAMP} in UTC; bytes are in base64, a {@code JSON} column is a part of the document. Rows of a snapshot are of
 * type {@code insert}. {@code commit} marks the last row of a transaction. Maxwell's {@code xid} and {@code thread_id}
 * are not there.
 *
 * <p>Rows must be whole: a reader would take what is absent for NULL, or for unchanged. Confined to one thread.
 */
public final class MaxwellWriter {

    private final RowWriter rows = new RowWriter(JsonForm.MAXWELL);
    private final SchemaCache<TableForm> forms = new SchemaCache<>(TableForm::new);
    private final JsonBuffer scratch = new JsonBuffer();

    /** Creates a writer. */
    public MaxwellWriter() {}

    /**
     * Appends an event to a document.
     *
     * @throws dev.tributary.SinkException if one of its rows is not whole
     */
    public void write(ChangeEvent event, JsonBuffer target) {
        WholeRows.require(event, "a reader of Maxwell's form");
        TableForm form = forms.get(event.schema());
        target.raw(form.table).raw(type(event));
        origin(event.origin(), target);
        target.raw(form.keyColumns);
        rows.write(event.row(), target);
        if (event.before().isPresent() && event.after().isPresent()) {
            target.raw(ByteBuilder.ascii(",\"old\":"));
            rows.writeChanged(event.before().get(), event.after().get(), target, scratch);
        }
        target.raw('}');
    }

    private static byte[] type(ChangeEvent event) {
        return ByteBuilder.ascii(
                switch (event.operation()) {
                    case INSERT, SNAPSHOT -> "insert";
                    case UPDATE -> "update";
                    case DELETE -> "delete";
                });
    }

    private static void origin(BinlogOrigin origin, JsonBuffer target) {
        Transaction of = origin.transaction();
        target.raw(ByteBuilder.ascii("\",\"ts\":")).number(of.commitTime().getEpochSecond());
        if (origin.isLastOfTransaction()) {
            target.raw(ByteBuilder.ascii(",\"commit\":true"));
        }
        target.raw(ByteBuilder.ascii(",\"position\":")).string(of.file() + ":" + origin.position());
        of.gtid().ifPresent(gtid -> target.raw(ByteBuilder.ascii(",\"gtid\":")).string(gtid));
        target.raw(ByteBuilder.ascii(",\"server_id\":")).number(of.serverId());
    }

    /** What is the same in all events of one schema. */
    private static final class TableForm {

        private final byte[] table;
        private final byte[] keyColumns;

        TableForm(TableSchema schema) {
            table = new JsonBuffer()
                    .raw(ByteBuilder.ascii("{\"database\":"))
                    .string(schema.table().database())
                    .raw(ByteBuilder.ascii(",\"table\":"))
                    .string(schema.table().name())
                    .raw(ByteBuilder.ascii(",\"type\":\""))
                    .toBytes();
            JsonBuffer json = new JsonBuffer().raw(ByteBuilder.ascii(",\"primary_key_columns\":"));
            CanalWriter.keyNames(schema, json);
            keyColumns = json.raw(ByteBuilder.ascii(",\"data\":")).toBytes();
        }
    }
}
