package dev.tributary.avro.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableSchema;
import dev.tributary.kafka.ChangeFormat;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes change events and keys as Avro, straight from their rows. The schema of a table is made and registered when its first
 * row comes, and known by the identity of the {@link TableSchema}, which all events between two changes of a table share.
 * Confined to one thread.
 */
public final class EnvelopeEncoder implements ChangeFormat.Writer {

    private static final int MAGIC = 0;

    /** Finds out under which id a registry has a schema. */
    @FunctionalInterface
    public interface Ids {
        /** Returns the id of a schema for the keys or values of a topic. */
        int of(String topic, Schema schema, boolean key);
    }

    private final String sourceName;
    private final Ids ids;
    private final InstantSource clock;
    private final AvroBytes out = new AvroBytes();
    private final ValueEncoder values = new ValueEncoder(out);
    private final SourceEncoder sources;
    private final Forms rows = new Forms();
    private final Forms keys = new Forms();

    /** Creates a writer. */
    public EnvelopeEncoder(String sourceName, Ids ids) {
        this(sourceName, ids, Clock.systemUTC());
    }

    EnvelopeEncoder(String sourceName, Ids ids, InstantSource clock) {
        this.sourceName = sourceName;
        this.ids = ids;
        this.clock = clock;
        this.sources = new SourceEncoder(sourceName);
    }

    /**
     * The form of a table's rows, or of keys of some of its columns, in one topic.
     *
     * @param id of its schema in the registry
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Form(String topic, TableSchema table, int[] columns, int id, ColumnForm[] forms) {

        @SuppressWarnings("ReferenceEquality") // as the class says
        boolean isOf(String ofTopic, TableSchema ofTable) {
            return table == ofTable && topic.equals(ofTopic);
        }

        boolean isOf(RowKey key) {
            if (key.size() != columns.length) {
                return false;
            }
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] != key.column(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The forms that were used lately; a pipeline has a handful of tables, and uses one many times in a row. */
    private static final class Forms {

        /** A step that makes a new schema for each row must not fill the heap. */
        private static final int LIMIT = 1_000;

        private final Queue<Form> known = new ArrayDeque<>();
        private @Nullable Form last;

        @Nullable
        Form find(String topic, TableSchema table, @Nullable RowKey key) {
            Form recent = last;
            if (recent != null && recent.isOf(topic, table) && (key == null || recent.isOf(key))) {
                return recent;
            }
            for (Form form : known) {
                if (form.isOf(topic, table) && (key == null || form.isOf(key))) {
                    last = form;
                    return form;
                }
            }
            return null;
        }

        Form add(Form form) {
            if (known.size() == LIMIT) {
                known.remove();
            }
            known.add(form);
            last = form;
            return form;
        }
    }

    private Form rowForm(String topic, TableSchema table) {
        Form known = rows.find(topic, table, null);
        if (known != null) {
            return known;
        }
        int[] all = new int[table.size()];
        Arrays.setAll(all, i -> i);
        return rows.add(form(topic, table, all, TableForms.envelope(sourceName, table), false));
    }

    private Form keyForm(String topic, RowKey key) {
        TableSchema table = key.row().schema();
        Form known = keys.find(topic, table, key);
        if (known != null) {
            return known;
        }
        int[] columns = new int[key.size()];
        Arrays.setAll(columns, key::column);
        return keys.add(form(topic, table, columns, TableForms.key(sourceName, table, columns), true));
    }

    private Form form(String topic, TableSchema table, int[] columns, Schema schema, boolean key) {
        ColumnForm[] forms = new ColumnForm[columns.length];
        Arrays.setAll(forms, i -> ColumnForm.of(table.column(columns[i]).type()));
        return new Form(topic, table, columns, ids.of(topic, schema, key), forms);
    }

    private void begin(Form form) {
        out.clear();
        out.raw(MAGIC);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.raw(form.id >> shift);
        }
    }

    @Override
    public byte[] key(String topic, RowKey key) {
        Form form = keyForm(topic, key);
        begin(form);
        for (int i = 0; i < form.columns.length; i++) {
            int column = form.columns[i];
            values.of(form.table, column, form.forms[i], TableForms.isOptionalInKey(form.table.column(column)));
            key.row().write(column, values);
        }
        return out.toBytes();
    }

    @Override
    public byte[] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
        Form form = rowForm(topic, event.schema());
        begin(form);
        row(form, event, event.before().orElse(null));
        row(form, event, event.after().orElse(null));
        sources.write(out, event.origin(), event.table(), event.operation() == Operation.SNAPSHOT);
        out.number(1);
        out.raw(event.operation().code());
        out.present();
        out.number(clock.millis());
        return out.toBytes();
    }

    private void row(Form form, ChangeEvent event, @Nullable Row row) {
        if (row == null) {
            out.absent();
            return;
        }
        out.present();
        for (int i = 0; i < form.forms.length; i++) {
            if (!row.has(i)) {
                throw partial(event, i);
            }
            values.of(form.table, i, form.forms[i], true);
            row.write(i, values);
        }
    }

    private static SinkException partial(ChangeEvent event, int column) {
        return new SinkException("The " + event.operation() + " of table " + event.table() + " lacks column '"
                + event.schema().column(column).name()
                + "', which readers of Avro would take for NULL: let the source's server write whole rows (SET GLOBAL"
                + " binlog_row_image = 'FULL') and a snapshot read all columns, or choose another format");
    }
}
