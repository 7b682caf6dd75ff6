package dev.tributary.binlog.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.ConfigurationException;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.TributaryException;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.snapshot.SnapshotState;
import dev.tributary.binlog.internal.snapshot.Snapshots;
import dev.tributary.binlog.internal.snapshot.StreamPlace;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.RecordBlock;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceSnapshot;
import dev.tributary.spi.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The snapshots of one reader: what connects {@link Snapshots} with the stream, its position, and who asks for them. */
final class ReaderSnapshots {

    private static final int RUN_LENGTH = 8;

    private final SourceSettings settings;
    private final SourceContext context;
    private final Connector stream;
    private final Connector rows;
    private final Snapshots snapshots;
    private final Map<String, Position> ends = new ConcurrentHashMap<>();

    /**
     * @param stream connects to the server that the stream is read from
     * @param wake makes the reader look for what is to be delivered
     */
    ReaderSnapshots(SourceSettings settings, SourceContext context, Connector stream, Runnable wake) {
        this.settings = settings;
        this.context = context;
        this.stream = stream;
        this.rows = settings.snapshots().server().map(Connector::new).orElse(stream);
        this.snapshots = new Snapshots(
                context.pipeline(),
                BinlogReader.SPLIT,
                settings.snapshots(),
                UUID.randomUUID().toString().substring(0, RUN_LENGTH),
                wake,
                context.threads());
    }

    Snapshots all() {
        return snapshots;
    }

    boolean isActive() {
        return snapshots.isActive();
    }

    /** Whether the source has given all that it was asked for. */
    boolean isOver() {
        return settings.start() instanceof Start.Snapshot start
                && start.only()
                && snapshots.isInitialDone()
                && !snapshots.isActive();
    }

    /**
     * Begins with the first session.
     *
     * @param isNew whether there was no saved position, so that the source begins as it was built to
     */
    void begin(Session session, boolean isNew) {
        List<SnapshotTable> initial =
                isNew && settings.start() instanceof Start.Snapshot start ? initial(session, start) : List.of();
        SnapshotState saved = session.reader().position().snapshots();
        SnapshotState begun = snapshots.begin(saved, initial);
        if (!begun.equals(saved)) {
            session.reader().snapshots(begun);
        }
    }

    /** Begins with a session whose position follows one that is lost: with the tables of the first beginning, or all. */
    void beginAnew(Session session) {
        Start.Snapshot start =
                settings.start() instanceof Start.Snapshot chosen ? chosen : new Start.Snapshot(List.of(), false);
        session.reader().snapshots(snapshots.beginAnew(initial(session, start)));
    }

    private List<SnapshotTable> initial(Session session, Start.Snapshot start) {
        BinlogConnection connection = stream.connect();
        try {
            SnapshotTables tables = new SnapshotTables(connection, session.facts(), session.filter(), settings);
            return start.tables().isEmpty() ? tables.all() : tables.checked(start.tables());
        } finally {
            stream.close(connection);
        }
    }

    void connected(Session session) {
        snapshots.connected(new SnapshotServer(
                stream, rows, session.facts(), settings.preferred().user()));
    }

    void disconnected() {
        snapshots.disconnected();
    }

    /** Delivers what can be, if the stream is between two transactions. */
    void step(Session session, Batch.Builder<ChangeEvent> batch) {
        StreamReader reader = session.reader();
        if (!snapshots.isActive() || !reader.isBetweenTransactions()) {
            return;
        }
        StreamPlace place = new StreamPlace(
                session.facts().identity(),
                session.stream().file(),
                session.stream().nextPosition(),
                reader.position().gtids());
        snapshots.step(place, session.facts().serverId(), new Output(reader, batch));
    }

    private final class Output implements Snapshots.Output {

        private final StreamReader reader;
        private final Batch.Builder<ChangeEvent> batch;

        Output(StreamReader reader, Batch.Builder<ChangeEvent> batch) {
            this.reader = reader;
            this.batch = batch;
        }

        @Override
        public void rows(TableId table, RecordBlock<ChangeEvent> block, long bytes) {
            reader.saw(table);
            batch.block(block);
            batch.holding(bytes);
        }

        @Override
        public void state(SnapshotState state) {
            reader.snapshots(state);
            reader.mark(batch);
        }

        @Override
        public void began(SnapshotProgress progress) {
            context.snapshotBegan(progress);
        }

        @Override
        public void ended(String id, SnapshotProgress progress, Optional<TributaryException> failure) {
            ends.put(id, reader.position());
            if (failure.isPresent()) {
                context.snapshotFailed(progress, failure.get());
            } else {
                context.snapshotEnded(progress);
            }
        }
    }

    // Whoever asks

    SourceSnapshot ask(String id, SnapshotTable table) {
        TableId name = table.table();
        if (!settings.tables().matches(name.database(), name.name())) {
            throw new ConfigurationException("A snapshot of the table " + name
                    + " is wanted, which the source does not capture: it captures " + settings.tables());
        }
        snapshots.add(id, table);
        return new Asked(id, name);
    }

    List<SnapshotProgress> progress() {
        return snapshots.progress();
    }

    private final class Asked implements SourceSnapshot {

        private final String id;
        private final TableId table;

        Asked(String id, TableId table) {
            this.id = id;
            this.table = table;
        }

        @Override
        public SnapshotProgress progress() {
            return snapshots.progress(id).orElseGet(() -> SnapshotProgress.waiting(table));
        }

        @Override
        public void pause() {
            snapshots.pause(id, true);
        }

        @Override
        public void resume() {
            snapshots.pause(id, false);
        }

        @Override
        public void cancel() {
            snapshots.cancel(id);
        }

        @Override
        public Map<Split, Position> end() {
            Position end = ends.get(id);
            return end == null ? Map.of() : Map.of(BinlogReader.SPLIT, end);
        }

        @Override
        public Optional<TributaryException> failure() {
            return snapshots.failure(id);
        }
    }

    /** Ends every call that waits for a server. Any thread. */
    void abort() {
        rows.abort();
    }

    /** Ends the threads, once the connections are broken off. */
    void close() {
        rows.abort();
        snapshots.close();
    }

    /** A position is reached only when what the source began with is copied. */
    BinlogPosition withAll(BinlogPosition end) {
        if (!snapshots.isInitialDone()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.SERVER_UNAVAILABLE, "The end is not known while tables are being copied");
        }
        return end;
    }
}
