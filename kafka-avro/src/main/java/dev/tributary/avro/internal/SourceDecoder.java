package dev.tributary.avro.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.RowsEvent;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Restores where a change was read from an envelope's {@code source}. Rows of one event that follow each other share it. Confined to one
 * thread.
 */
final class SourceDecoder {

    private @Nullable RowsEvent last;

    BinlogOrigin read(GenericRecord source) {
        Instant commitTime = Instant.EPOCH.plus(number(source, "ts_us"), ChronoUnit.MICROS);
        long serverId = number(source, "server_id");
        String file = String.valueOf(source.get("file"));
        long begin = number(source, "begin_pos");
        Object gtid = source.get("gtid");
        Transaction transaction = gtid == null
                ? Transaction.of(serverId, file, begin, commitTime)
                : Transaction.of(serverId, gtid.toString(), file, begin, commitTime);
        RowsEvent event = RowsEvent.of(transaction, number(source, "pos"), number(source, "event"));
        Object query = source.get("query");
        if (query != null) {
            event = event.withStatement(query.toString());
        }
        RowsEvent known = last;
        if (known != null && known.equals(event)) {
            event = known;
        }
        last = event;
        return new BinlogOrigin(event, Math.toIntExact(number(source, "row")), Boolean.TRUE.equals(source.get("last")));
    }

    private static long number(GenericRecord source, String field) {
        if (source.get(field) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("source has no number " + field);
    }
}
