package dev.tributary.binlog.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import dev.tributary.SourceException;
import dev.tributary.binlog.LostPosition;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.SourceSnapshot;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the binlog of one server, or of several that replicate each other, over as many connections as it takes. What
 * belongs to one connection is in one {@link Session}; when that breaks, it is dropped, and another begins where it has
 * been, at the first server that has what follows: behind the last transaction that was read to its end, and behind what was
 * delivered of the next. Where no server has that any more, the reader ends, or begins anew with a snapshot.
 *
 * <p>Damaged bytes are asked for once more, since a network can damage them too. What is damaged at the same place again is
 * damaged in the file, and ends the reader.
 */
public final class BinlogReader implements SourceReader<ChangeEvent> {

    /** The one split of a binlog. */
    static final Split SPLIT = new Split("binlog");

    private static final Logger LOG = LoggerFactory.getLogger(BinlogReader.class);

    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_ITEMS = 4096;

    /** How long the stream is waited for while tables are copied. */
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(2);

    /** How often a server that lacks what was read from it may be asked again, before that is taken for the truth. */
    private static final int PATIENCE = 6;

    private final SourceSettings settings;
    private final SourceContext context;
    private final Connector connector;
    private final Pause pause = new Pause();
    private final ReaderSnapshots snapshots;
    private final Sessions sessions;
    private @Nullable BinlogPosition saved;
    private @Nullable BinlogPosition position;
    private @Nullable BinlogPosition lost; // from when it is known that nothing follows it, to the new beginning
    private @Nullable Session session;
    private final BinlogEnd end;
    private Round round;
    private int failures;
    private @Nullable Place damaged;

    /** Where a stream was. */
    private record Place(String file, long offset) {

        /** Between the connect and the first event. */
        static final Place BEGINNING = new Place("", 0);
    }

    private BinlogReader(SourceSettings settings, SourceContext context, Connector connector) {
        this.settings = settings;
        this.context = context;
        this.connector = connector;
        this.snapshots = new ReaderSnapshots(settings, context, connector, pause::wake);
        this.sessions = new Sessions(context.pipeline(), settings, connector, snapshots.all());
        this.end = new BinlogEnd(connector, context.threads());
        this.round = new Round(settings.servers());
    }

    /** Connects to the first server that can be read from, and checks that it is set as it must be. */
    public static BinlogReader open(SourceSettings settings, SourceContext context) throws InterruptedException {
        Connector connector = new Connector(settings.preferred());
        BinlogReader reader = new BinlogReader(settings, context, connector);
        try {
            new Breakable(context.threads(), connector::abort).run(reader::check);
        } catch (BinlogFailure e) {
            throw reader.translated(e);
        }
        context.connected(connector.address());
        return reader;
    }

    /** Checks one server after the other until one can be read; once more where bytes were damaged. */
    private void check() {
        try {
            sessions.check();
        } catch (BinlogFailure e) {
            boolean another = round.failed(e);
            if (connector.isAborted() || !(another || isFirstDamage(round.failure()))) {
                throw round.failure();
            }
            if (!another) {
                damaged = Place.BEGINNING;
                round = new Round(settings.servers());
            }
            connector.use(round.server());
            check();
        }
    }

    private boolean isFirstDamage(BinlogFailure failure) {
        return failure.kind() == BinlogFailure.Kind.CORRUPT && damaged == null;
    }

    @Override
    public Batch<ChangeEvent> poll(Duration timeout) throws InterruptedException {
        Batch.Builder<ChangeEvent> batch = Batch.builder();
        if (!pause.await(timeout)) {
            return batch.build();
        }
        try {
            Session current = session == null ? connect(batch) : session;
            read(current, batch, timeout);
            snapshots.step(current, batch);
        } catch (BinlogFailure e) {
            lost(e);
        } catch (PartLostException e) {
            partLost(e);
        }
        return session != null && snapshots.isOver() ? batch.buildLast() : batch.build();
    }

    private Session connect(Batch.Builder<ChangeEvent> batch) throws InterruptedException {
        if (position == null) {
            saved = (BinlogPosition) context.assigned(Set.of(SPLIT)).get(SPLIT);
        }
        BinlogPosition begin = position == null ? saved : position;
        connector.use(round.server());
        Session opened = lost == null ? sessions.open(begin, failures < PATIENCE) : sessions.openAnew(lost);
        if (position == null || lost != null) {
            beginSnapshots(opened, begin == null);
            batch.advanced(SPLIT, opened.reader().position());
            LOG.info(
                    "{}: reads {} from {}",
                    context.pipeline(),
                    connector.address(),
                    opened.reader().position());
        } else {
            opened.reader().goOn();
        }
        if (position != null || failures > 0) {
            context.connected(connector.address());
        }
        position = opened.reader().position();
        lost = null;
        session = opened;
        snapshots.connected(opened);
        return opened;
    }

    private void beginSnapshots(Session opened, boolean isNew) {
        try {
            if (lost == null) {
                snapshots.begin(opened, isNew);
            } else {
                snapshots.beginAnew(opened);
            }
        } catch (BinlogFailure e) {
            close(opened);
            throw e;
        }
    }

    private void read(Session current, Batch.Builder<ChangeEvent> batch, Duration timeout) {
        StreamReader reader = current.reader();
        Duration wait = snapshots.isActive() && timeout.compareTo(BETWEEN_STEPS) > 0 ? BETWEEN_STEPS : timeout;
        if (!reader.stream().await(wait, pause::isWoken)) {
            return;
        }
        try {
            do {
                BinlogEvent event = reader.stream()
                        .next()
                        .orElseThrow(() -> new BinlogFailure(
                                BinlogFailure.Kind.CONNECTION_LOST,
                                "The server at " + connector.address() + " has ended the stream"));
                reader.accept(event, batch);
            } while (reader.stream().isReady() && batch.bytes() < BATCH_BYTES && batch.size() < BATCH_ITEMS);
            failures = 0;
            damaged = Place.BEGINNING.equals(damaged) ? null : damaged;
        } finally {
            // Also before a failure: what has been read to its end is delivered, and not read again.
            reader.mark(batch);
            end.read(
                    connector.address(), reader.stream().file(), reader.stream().nextPosition());
        }
    }

    private void lost(BinlogFailure failure) {
        boolean reading = isReading();
        Place place = place();
        drop();
        if (connector.isAborted()) {
            throw translated(failure);
        }
        if (reading && failure.kind() == BinlogFailure.Kind.SERVER_ID_TAKEN) {
            replaced(failure);
        } else if (reading) {
            tryAgain(failure, place);
        } else if (!round.failed(failure)) {
            BinlogPosition begin = position == null ? saved : position;
            if (begin != null && lost == null && round.allows(settings::beginsAnewAfter)) {
                beginAnew(begin, round.failure());
            } else {
                tryAgain(round.failure(), place);
            }
        }
    }

    /** What follows the position is gone: the next session begins at the server's end, and all tables are copied. */
    private void beginAnew(BinlogPosition behind, BinlogFailure failure) {
        lost = behind;
        round = new Round(settings.servers());
        context.positionLost(translated(failure));
    }

    /** Whether the server has sent anything: some refuse a dump not before it begins, which is a failure to connect. */
    private boolean isReading() {
        return session != null && !session.stream().file().isEmpty();
    }

    /** The server has ended our dump when another reader of our identity began one. */
    private void replaced(BinlogFailure failure) {
        if (!sessions.replica().isFree()) {
            throw translated(sessions.replica().taken(failure));
        }
        sessions.replica().drawAnother();
        pauseAfter(failure);
    }

    /**
     * Remembers where bytes were damaged; the same place again is fatal. Before the first event that is no place yet: a server
     * that is asked for the end of its binlog while it writes there may read what is only half written.
     */
    private void damaged(BinlogFailure failure, Place place) {
        if (place.equals(damaged) && (!place.file().isEmpty() || failures >= PATIENCE)) {
            throw translated(new BinlogFailure(
                    failure.kind(), failure.getMessage() + "; a second connection has got the same", failure));
        }
        damaged = place;
    }

    private void tryAgain(BinlogFailure failure, Place place) {
        if (failure.isPerhapsDamage()) {
            damaged(failure, place);
        } else if (!failure.isPassing()) {
            throw translated(failure);
        }
        pauseAfter(failure);
    }

    private void pauseAfter(BinlogFailure failure) {
        round = new Round(settings.servers());
        failures++;
        Duration delay = settings.backoff().delay(failures);
        pause.begin(delay);
        context.reconnecting(translated(failure), delay);
    }

    /** Delivers the transaction once more from its beginning, if repeats are allowed. */
    private void partLost(PartLostException e) {
        drop();
        BinlogPosition partly = Objects.requireNonNull(position, "position");
        if (context.isExactlyOnce()) {
            throw new SourceException(
                    e.getMessage()
                            + ". To read it from its beginning would deliver it twice, which exactly-once forbids:"
                            + " compare the target with the source, remove the saved position, and start anew",
                    e);
        }
        LOG.warn("{}: {}; it is delivered once more from its beginning", context.pipeline(), e.getMessage());
        position = partly.withoutPart();
    }

    private Place place() {
        return session == null
                ? Place.BEGINNING
                : new Place(
                        session.reader().stream().file(),
                        session.reader().stream().nextPosition());
    }

    private RuntimeException translated(BinlogFailure failure) {
        return Failures.translate(failure, settings.preferred().user());
    }

    private void drop() {
        if (session != null) {
            position = session.reader().position();
            snapshots.disconnected();
            close(session);
            session = null;
        }
    }

    private void close(Session ended) {
        ended.reader().close();
        connector.close(ended.connection());
    }

    @Override
    public void acknowledge(Map<Split, Position> durable) {
        // The server keeps no position for us.
    }

    @Override
    public Map<Split, Position> end() {
        try {
            BinlogPosition reached = position;
            if (lost != null || (reached == null && settings.lostPosition() != LostPosition.FAIL)) {
                throw new BinlogFailure(
                        BinlogFailure.Kind.SERVER_UNAVAILABLE, "The end is not known before reading has begun");
            }
            BinlogPosition end = snapshots.withAll(sessions.end());
            return Map.of(SPLIT, reached == null ? end : end.inLineOf(reached));
        } catch (BinlogFailure e) {
            throw translated(e);
        }
    }

    @Override
    public OptionalLong bytesBehind() {
        return end.bytesBehind();
    }

    @Override
    public SourceSnapshot snapshot(String id, SnapshotTable table) {
        return snapshots.ask(id, table);
    }

    @Override
    public List<SnapshotProgress> snapshots() {
        return snapshots.progress();
    }

    @Override
    public void wakeup() {
        pause.wake();
    }

    @Override
    public void abort() {
        connector.abort();
        snapshots.abort();
        pause.wake();
    }

    @Override
    public void close() {
        drop();
        connector.abort();
        snapshots.close();
        end.awaitEnd();
    }
}
