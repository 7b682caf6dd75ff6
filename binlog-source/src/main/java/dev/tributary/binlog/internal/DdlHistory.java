package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.BinlogFiles;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.QueryEvent;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.binlog.internal.sql.Statement;
import dev.tributary.binlog.internal.sql.StatementClassifier;
import dev.tributary.binlog.internal.sql.TableEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tables the statements in a stretch of the binlog alter. The stretch is read over a connection of its own, rows
 * unread, and grows at its end: what was read once is remembered.
 *
 * <p>Confined to one thread.
 */
final class DdlHistory {

    private final Connector connector;
    private final DumpSession dump;
    private final Collations collations;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable BinlogPosition begin;
    private @Nullable BinlogPosition end;

    /**
     * A statement that may have altered a table.
     *
     * @param database whose tables it concerns
     * @param table empty for all of them
     */
    record Entry(String file, long offset, String database, Optional<String> table, String sql) {

        boolean concerns(TableId other) {
            return database.equalsIgnoreCase(other.database())
                    && table.map(name -> name.equalsIgnoreCase(other.name())).orElse(true);
        }
    }

    /** @param dump as what to read */
    DdlHistory(Connector connector, DumpSession dump, Collations collations) {
        this.connector = connector;
        this.dump = dump;
        this.collations = collations;
    }

    /** Returns the first statement between two places that may have altered a table; empty if there is none. */
    Optional<Entry> find(TableId table, BinlogPosition from, BinlogPosition to) {
        cover(from, to);
        return entries.stream()
                .filter(entry -> entry.concerns(table))
                .filter(entry -> BinlogFiles.compare(entry.file(), entry.offset(), from.file(), from.offset()) >= 0)
                .findFirst();
    }

    private void cover(BinlogPosition from, BinlogPosition to) {
        BinlogPosition knownBegin = begin;
        BinlogPosition knownEnd = end;
        if (knownBegin == null || knownEnd == null || isBefore(from, knownBegin) || isBefore(knownEnd, from)) {
            entries.clear();
            begin = from;
            read(from, to);
        } else if (isBefore(knownEnd, to)) {
            read(knownEnd, to);
        }
    }

    private static boolean isBefore(BinlogPosition one, BinlogPosition other) {
        return BinlogFiles.compare(one.file(), one.offset(), other.file(), other.offset()) < 0;
    }

    private void read(BinlogPosition from, BinlogPosition to) {
        BinlogConnection connection = connector.connect();
        try {
            BinlogStream stream = connection.dump(dump, from.file(), from.offset());
            for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
                if (next.get().type() == EventType.QUERY) {
                    add(QueryEvent.parse(next.get(), collations::ofClient), stream);
                }
                if (BinlogFiles.compare(stream.file(), stream.nextPosition(), to.file(), to.offset()) >= 0) {
                    break;
                }
            }
            end = to;
        } finally {
            connector.close(connection);
        }
    }

    private void add(QueryEvent query, BinlogStream stream) {
        Statement statement = StatementClassifier.classify(query);
        if (statement instanceof Statement.TableDdl ddl) {
            ddl.effects().forEach(effect -> add(effect, query.sql(), stream));
        } else if (statement instanceof Statement.DatabaseDropped dropped) {
            entries.add(entry(dropped.database(), Optional.empty(), query.sql(), stream));
        }
    }

    private void add(TableEffect effect, String sql, BinlogStream stream) {
        if (effect instanceof TableEffect.Truncated || effect instanceof TableEffect.PartitionChanged) {
            return;
        }
        add(effect.table(), sql, stream);
        if (effect instanceof TableEffect.Renamed renamed) {
            add(renamed.to(), sql, stream);
        }
    }

    private void add(TableId table, String sql, BinlogStream stream) {
        entries.add(entry(table.database(), Optional.of(table.name()), sql, stream));
    }

    private static Entry entry(String database, Optional<String> table, String sql, BinlogStream stream) {
        return new Entry(stream.file(), stream.position(), database, table, sql);
    }
}
