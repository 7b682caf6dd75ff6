package dev.tributary.avro.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes the envelope's {@code source}. What the rows of an event share is prepared once. Confined to one thread. */
final class SourceEncoder {

    private final String name;
    private final String version;
    private final AvroBytes scratch = new AvroBytes();
    private @Nullable RowsEvent event;
    private @Nullable TableId lastTable;
    private boolean lastSnapshot;
    private byte[] prepared = {};

    SourceEncoder(String name) {
        this.name = name;
        String ofJar = SourceEncoder.class.getPackage().getImplementationVersion();
        this.version = ofJar == null ? "unreleased" : ofJar;
    }

    @SuppressWarnings("ReferenceEquality") // all changes of an event share the objects; equal ones cost time only
    void write(AvroBytes out, BinlogOrigin origin, TableId table, boolean snapshot) {
        if (origin.event() != event || table != lastTable || snapshot != lastSnapshot) {
            prepare(origin.event(), table, snapshot);
        }
        out.raw(prepared);
        out.number(origin.row());
        if (origin.isLastOfTransaction()) {
            out.present();
            out.raw(1);
        } else {
            out.absent();
        }
    }

    private void prepare(RowsEvent next, TableId table, boolean snapshot) {
        Transaction of = next.transaction();
        event = next;
        lastTable = table;
        lastSnapshot = snapshot;
        scratch.clear();
        scratch.text(version);
        scratch.text("mysql");
        scratch.text(name);
        scratch.number(of.commitTime().toEpochMilli());
        scratch.present();
        scratch.number(ChronoUnit.MICROS.between(Instant.EPOCH, of.commitTime()));
        text(snapshot ? "true" : "false");
        scratch.text(table.database());
        text(table.name());
        scratch.number(of.serverId());
        of.gtid().ifPresentOrElse(this::text, scratch::absent);
        scratch.text(of.file());
        scratch.present();
        scratch.number(of.position());
        scratch.number(next.position());
        scratch.present();
        scratch.number(next.index());
        next.statement().ifPresentOrElse(this::text, scratch::absent);
        prepared = scratch.toBytes();
    }

    /** Writes a text that is optional and there. */
    private void text(String text) {
        scratch.present();
        scratch.text(text);
    }
}
