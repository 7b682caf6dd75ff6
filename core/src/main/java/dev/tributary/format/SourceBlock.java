package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes the envelope's {@code source}. What the rows of an event share is prepared once. */
final class SourceBlock {

    private static final byte[] SNAPSHOT = ByteBuilder.ascii(",\"snapshot\":\"true\"");
    private static final byte[] STREAM = ByteBuilder.ascii(",\"snapshot\":\"false\"");
    private static final byte[] LAST = ByteBuilder.ascii(",\"last\":true}");

    private final byte[] beginning;
    private final JsonBuffer scratch = new JsonBuffer();
    private @Nullable RowsEvent event;
    private byte[] lastTable = {};
    private boolean lastSnapshot;
    private byte[] prepared = {};

    SourceBlock(String name) {
        beginning = new JsonBuffer()
                .raw(ByteBuilder.ascii(",\"source\":{\"version\":"))
                .string(version())
                .raw(ByteBuilder.ascii(",\"connector\":\"mysql\",\"name\":"))
                .string(name)
                .toBytes();
    }

    private static String version() {
        String version = SourceBlock.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }

    /** Returns the part that names the table. */
    static byte[] table(TableId table) {
        return new JsonBuffer()
                .raw(ByteBuilder.ascii(",\"db\":"))
                .string(table.database())
                .raw(ByteBuilder.ascii(",\"table\":"))
                .string(table.name())
                .toBytes();
    }

    @SuppressWarnings("ReferenceEquality") // all changes of an event share the objects; equal ones cost time only
    void write(JsonBuffer json, BinlogOrigin origin, byte[] table, boolean snapshot) {
        if (origin.event() != event || table != lastTable || snapshot != lastSnapshot) {
            prepare(origin.event(), table, snapshot);
        }
        json.raw(prepared).number(origin.row());
        if (origin.isLastOfTransaction()) {
            json.raw(LAST);
        } else {
            json.raw('}');
        }
    }

    private void prepare(RowsEvent next, byte[] table, boolean snapshot) {
        Transaction of = next.transaction();
        event = next;
        lastTable = table;
        lastSnapshot = snapshot;
        scratch.clear();
        scratch.raw(beginning)
                .raw(ByteBuilder.ascii(",\"ts_ms\":"))
                .number(of.commitTime().toEpochMilli())
                .raw(ByteBuilder.ascii(",\"ts_us\":"))
                .number(ChronoUnit.MICROS.between(Instant.EPOCH, of.commitTime()))
                .raw(snapshot ? SNAPSHOT : STREAM)
                .raw(table)
                .raw(ByteBuilder.ascii(",\"server_id\":"))
                .number(of.serverId())
                .raw(ByteBuilder.ascii(",\"gtid\":"));
        of.gtid().ifPresentOrElse(scratch::string, scratch::writeNull);
        scratch.raw(ByteBuilder.ascii(",\"file\":"))
                .string(of.file())
                .raw(ByteBuilder.ascii(",\"begin_pos\":"))
                .number(of.position())
                .raw(ByteBuilder.ascii(",\"pos\":"))
                .number(next.position())
                .raw(ByteBuilder.ascii(",\"event\":"))
                .number(next.index());
        next.statement()
                .ifPresent(sql -> scratch.raw(ByteBuilder.ascii(",\"query\":")).string(sql));
        scratch.raw(ByteBuilder.ascii(",\"row\":"));
        prepared = scratch.toBytes();
    }
}
