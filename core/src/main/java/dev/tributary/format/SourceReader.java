package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.DecodeException;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Restores where a change was read from an envelope's {@code source}. Rows of one event that follow each other share it. */
final class SourceReader {

    private @Nullable RowsEvent last;

    BinlogOrigin read(JsonReader json, TableId table) {
        if (!json.isObject()) {
            throw json.expected("an object as source");
        }
        Fields fields = new Fields();
        for (String member = json.nextMember(); member != null; member = json.nextMember()) {
            switch (member) {
                case "server_id" -> fields.serverId = json.integer();
                case "gtid" -> fields.gtid = json.isNull() ? null : json.string();
                case "file" -> fields.file = json.string();
                case "begin_pos" -> fields.begin = json.integer();
                case "ts_us" -> fields.micros = json.integer();
                case "pos" -> fields.position = json.integer();
                case "event" -> fields.event = json.integer();
                case "query" -> fields.query = json.isNull() ? null : json.string();
                case "row" -> fields.row = json.integer();
                case "last" -> fields.last = json.bool();
                default -> json.skip();
            }
        }
        return new BinlogOrigin(shared(fields, table), rowOf(fields, table), fields.last);
    }

    private static int rowOf(Fields fields, TableId table) {
        if (fields.row != (int) fields.row) {
            throw new DecodeException(
                    "The envelope of table " + table + " has " + fields.row + " as 'source.row', which no event holds");
        }
        return (int) fields.row;
    }

    private RowsEvent shared(Fields fields, TableId table) {
        Transaction transaction = fields.transaction(table);
        RowsEvent known = last;
        if (known != null && known.transaction().equals(transaction)) {
            transaction = known.transaction();
        }
        RowsEvent event = RowsEvent.of(transaction, fields.position, fields.event);
        String query = fields.query;
        if (query != null) {
            event = event.withStatement(query);
        }
        if (known != null && known.equals(event)) {
            return known;
        }
        last = event;
        return event;
    }

    private static final class Fields {

        private long serverId;
        private @Nullable String gtid;
        private @Nullable String file;
        private long begin;
        private long micros = Long.MIN_VALUE;
        private long position;
        private long event;
        private @Nullable String query;
        private long row;
        private boolean last;

        Transaction transaction(TableId table) {
            String inFile = file;
            if (inFile == null || micros == Long.MIN_VALUE) {
                throw new DecodeException("The envelope of table " + table + " lacks 'source."
                        + (inFile == null ? "file" : "ts_us") + "'");
            }
            Instant commitTime = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            return gtid == null
                    ? Transaction.of(serverId, inFile, begin, commitTime)
                    : Transaction.of(serverId, gtid, inFile, begin, commitTime);
        }
    }
}
