package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes the envelope's {@code source} up to the number of the row. What the rows of an event share is prepared once. */
final class SourceBlock {

    private static final byte[] SNAPSHOT = ByteBuilder.ascii(",\"snapshot\":\"true\"");
    private static final byte[] STREAM = ByteBuilder.ascii(",\"snapshot\":\"false\"");

    private final byte[] beginning;
    private final JsonBuffer scratch = new JsonBuffer();
    private @Nullable Transaction transaction;
    private long position;
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
        if (origin.transaction() != transaction
                || origin.position() != position
                || table != lastTable
                || snapshot != lastSnapshot) {
            prepare(origin, table, snapshot);
        }
        json.raw(prepared);
    }

    private void prepare(BinlogOrigin origin, byte[] table, boolean snapshot) {
        Transaction of = origin.transaction();
        transaction = of;
        position = origin.position();
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
                .number(position)
                .raw(ByteBuilder.ascii(",\"row\":"));
        prepared = scratch.toBytes();
    }
}
