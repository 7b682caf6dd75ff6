package dev.tributary.binlog.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Stands for the pipeline around a reader: gives it a saved position, and keeps what it delivers. */
final class Recording implements SourceContext, StreamHandler<ChangeEvent> {

    final List<ChangeEvent> changes = new ArrayList<>();
    final List<String> signals = new ArrayList<>();
    final List<TableChange> tableChanges = new ArrayList<>();
    final List<Throwable> reconnects = new ArrayList<>();
    final List<Throwable> lostPositions = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();

    @Nullable
    Position position;

    boolean exactlyOnce;

    @Override
    public void record(StreamRecord<ChangeEvent> record) {
        changes.add(record.value());
        signals.add(record.value().operation().name());
    }

    @Override
    public void undecodable(Undecodable bytes) {
        throw bytes.cause();
    }

    @Override
    public void transactionBegan(Split split, Transaction transaction) {
        signals.add("began");
    }

    @Override
    public void transactionCommitted(Split split, Transaction transaction) {
        signals.add("committed");
    }

    @Override
    public void tableChanged(Split split, TableChange change) {
        tableChanges.add(change);
        signals.add(change.getClass().getSimpleName());
    }

    @Override
    public void advanced(Split split, Position to) {
        position = to;
        signals.add("advanced");
    }

    @Override
    public String pipeline() {
        return "test";
    }

    @Override
    public Map<Split, Position> assigned(Set<Split> splits) {
        return position == null ? Map.of() : Map.of(splits.iterator().next(), position);
    }

    @Override
    public Map<Split, Position> revoked(Set<Split> splits, Duration deadline) {
        throw new AssertionError("a binlog is never revoked");
    }

    @Override
    public void lost(Set<Split> splits) {
        throw new AssertionError("a binlog is never lost to another process");
    }

    @Override
    public void reconnecting(Throwable cause, Duration delay) {
        reconnects.add(cause);
    }

    @Override
    public void positionLost(Throwable cause) {
        lostPositions.add(cause);
    }

    @Override
    public void connected(String farEnd) {}

    @Override
    public boolean isExactlyOnce() {
        return exactlyOnce;
    }

    @Override
    public ThreadFactory threads() {
        return task -> {
            Thread thread = new Thread(task, "test");
            threads.add(thread);
            return thread;
        };
    }
}
