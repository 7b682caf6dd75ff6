package dev.tributary.format;

import dev.tributary.TableId;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes the envelope's {@code source} up to what differs from row to row. What a transaction says is prepared once. */
final class SourceBlock {

    private static final byte[] SNAPSHOT = ByteBuilder.ascii(",\"snapshot\":\"true\"");
    private static final byte[] STREAM = ByteBuilder.ascii(",\"snapshot\":\"false\"");

    private final byte[] beginning;
    private final JsonBuffer scratch = new JsonBuffer();
    private @Nullable Transaction transaction;
    private byte[] time = {};
    private byte[] place = {};

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

    @SuppressWarnings(
            "ReferenceEquality") // all changes of a transaction share one object; an equal one costs time only
    void write(JsonBuffer json, Transaction of, byte[] table, boolean snapshot) {
        if (of != transaction) {
            prepare(of);
        }
        json.raw(beginning)
                .raw(time)
                .raw(snapshot ? SNAPSHOT : STREAM)
                .raw(table)
                .raw(place);
    }

    private void prepare(Transaction of) {
        transaction = of;
        scratch.clear();
        scratch.raw(ByteBuilder.ascii(",\"ts_ms\":"))
                .number(of.commitTime().toEpochMilli())
                .raw(ByteBuilder.ascii(",\"ts_us\":"))
                .number(ChronoUnit.MICROS.between(Instant.EPOCH, of.commitTime()));
        time = scratch.toBytes();
        scratch.clear();
        scratch.raw(ByteBuilder.ascii(",\"server_id\":")).number(of.serverId()).raw(ByteBuilder.ascii(",\"gtid\":"));
        of.gtid().ifPresentOrElse(scratch::string, scratch::writeNull);
        scratch.raw(ByteBuilder.ascii(",\"file\":"))
                .string(of.file())
                .raw(ByteBuilder.ascii(",\"begin_pos\":"))
                .number(of.position());
        place = scratch.toBytes();
    }
}
