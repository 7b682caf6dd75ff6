package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.DecodeException;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Restores where a change was read from an envelope's {@code source}. Rows of one transaction that follow each other share it. */
final class SourceReader {

    private @Nullable Transaction last;

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
                case "row" -> fields.row = json.integer();
                default -> json.skip();
            }
        }
        return new BinlogOrigin(shared(fields.transaction(table)), fields.position, fields.row);
    }

    private Transaction shared(Transaction transaction) {
        Transaction known = last;
        if (known != null && known.equals(transaction)) {
            return known;
        }
        last = transaction;
        return transaction;
    }

    private static final class Fields {

        private long serverId;
        private @Nullable String gtid;
        private @Nullable String file;
        private long begin;
        private long micros = Long.MIN_VALUE;
        private long position;
        private long row;

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
