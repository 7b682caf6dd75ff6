package dev.tributary.binlog.internal.snapshot;

import dev.tributary.RowsEvent;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SourceException;
import dev.tributary.Transaction;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.spi.Split;
import java.time.Instant;
import java.util.Objects;

/**
 * What the reader does for copies of tables whenever the stream is between two transactions: it delivers what has been read
 * and may be delivered here, has other rows read again, ends copies and plans chunks. Called with the line's lock.
 */
final class SnapshotStep {

    private static final int CHUNKS_AHEAD = 2;
    private static final int MOST_FAILURES = 8;

    /** An altered table is looked at anew; if what is asked of it fails still, it is the condition that is wrong. */
    private static final int MOST_FAILURES_OF_DEFINITION = 4;

    private final Split split;
    private final SnapshotSettings settings;
    private final ChunkLine line;
    private final Copies copies;

    SnapshotStep(Split split, SnapshotSettings settings, ChunkLine line, Copies copies) {
        this.split = split;
        this.settings = settings;
        this.line = line;
        this.copies = copies;
    }

    /**
     * Takes the step.
     *
     * @throws BinlogFailure if a table that must be copied cannot be
     */
    void take(StreamPlace place, long serverId, Snapshots.Output output) {
        dealWithFailures(place);
        while (deliverFirst(place, serverId, output)) {
            emitState(output);
        }
        endCopies();
        plan(place);
        emitState(output);
        tell(output);
    }

    private void dealWithFailures(StreamPlace place) {
        for (Slot slot : line.all()) {
            BinlogFailure failure = slot.failure;
            boolean counts = line.of(slot.copy).contains(slot); // the failure of another has not ended it
            if (counts && slot.state == Slot.State.FAILED && failure != null) {
                failed(slot, failure, place);
            }
        }
    }

    private void failed(Slot slot, BinlogFailure failure, StreamPlace place) {
        TableCopy copy = slot.copy;
        int failures = copy.failedAt(System.nanoTime());
        int most = SelectFailures.isOfDefinition(failure) ? MOST_FAILURES_OF_DEFINITION : MOST_FAILURES;
        boolean tooOften = failures > most && !failure.isPassing(); // an outage may last, as for the stream
        if (!SelectFailures.mayPass(failure) || tooOften) {
            fail(copy, failure);
            return;
        }
        if (failures == 1 && failure.isPassing() && copy.isRested(System.nanoTime())) {
            line.retries(copy, failure);
        }
        if (SelectFailures.isOfDefinition(failure)) {
            line.restart(copy);
        } else {
            slot.again(slot.range, place);
        }
        copy.rest(System.nanoTime() + settings.backoff().delay(failures).toNanos());
    }

    private void fail(TableCopy copy, BinlogFailure failure) {
        String message = "The snapshot of table " + copy.table() + " cannot go on: " + failure.getMessage();
        if (copy.id().startsWith(Snapshots.INITIAL)) {
            throw new BinlogFailure(BinlogFailure.Kind.SERVER_ERROR, message, failure);
        }
        copy.fail(new SourceException(message, failure));
        line.remove(copy);
        copies.end(copy, State.FAILED);
    }

    private boolean deliverFirst(StreamPlace place, long serverId, Snapshots.Output output) {
        Slot first = line.first();
        if (first == null || first.state != Slot.State.READ) {
            return false;
        }
        if (first.gone != null) {
            if (place.isAtOrBehind(first.gone)) {
                gone(first);
            }
            return false;
        }
        Chunk chunk = Objects.requireNonNull(first.chunk);
        if (first.outdated || !chunk.high().server().equals(place.server())) {
            readAgain(first, chunk, place);
            return false;
        }
        if (!place.isAtOrBehind(chunk.high())) {
            return false;
        }
        line.removeFirst();
        deliver(first, chunk, place, serverId, output);
        return true;
    }

    /**
     * A table that the stream has taken away is gone, and one that was there when the snapshot began. Of another, which was
     * never there or is hidden from the account now, nobody may believe that all its rows were read.
     */
    private void gone(Slot slot) {
        TableCopy copy = slot.copy;
        if (copy.isLost() || (copy.id().startsWith(Snapshots.INITIAL) && !copy.mustBeThere())) {
            line.vanish(copy);
        } else {
            fail(copy, Objects.requireNonNull(slot.failure));
        }
    }

    private void readAgain(Slot slot, Chunk chunk, StreamPlace place) {
        if (chunk.hasMore()) {
            line.restart(slot.copy);
        } else {
            slot.copy.size().halve();
            slot.again(chunk.range(), place);
        }
    }

    private void deliver(Slot slot, Chunk chunk, StreamPlace place, long serverId, Snapshots.Output output) {
        TableCopy copy = slot.copy;
        chunk.drop(copy.changed(), slot.since);
        if (chunk.kept() > 0) {
            Transaction reading = Transaction.of(serverId, place.file(), place.offset(), Instant.now());
            RowsEvent origin =
                    RowsEvent.of(reading, place.offset(), copy.state().chunks());
            output.rows(
                    chunk.plan().schema().table(),
                    new ChunkRows(chunk, origin, split),
                    chunk.rows().totalBytes());
        }
        copy.delivered(chunk);
        copies.changed();
        Range rest = chunk.rest();
        if (rest != null) {
            slot.again(rest, place);
            line.putBack(slot);
        } else if (chunk.hasMore()) {
            slot.goOn();
            line.putBack(slot);
        }
        copy.changed()
                .forget(line.of(copy).stream()
                        .mapToLong(left -> left.since)
                        .min()
                        .orElse(copy.changed().now()));
    }

    private void endCopies() {
        line.removeIdle();
        for (TableCopy copy : copies.open()) {
            if (copy.isExhausted() && !line.has(copy)) {
                copies.end(copy, State.DONE);
            }
        }
    }

    private void plan(StreamPlace place) {
        int most = settings.connections() + CHUNKS_AHEAD;
        for (TableCopy copy : copies.open()) {
            while (line.size() < most && !copy.isPaused() && !copy.isExhausted()) {
                line.add(new Slot(copy, place));
            }
        }
    }

    private void emitState(Snapshots.Output output) {
        SnapshotState next = copies.takeState();
        if (next != null) {
            output.state(next);
        }
    }

    private void tell(Snapshots.Output output) {
        long now = System.nanoTime();
        copies.takeBegun(copy -> output.began(copy.progress(true, now)));
        copies.takeEnded(copy -> output.ended(copy.id(), copy.progress(true, now), copy.failure()));
    }
}
