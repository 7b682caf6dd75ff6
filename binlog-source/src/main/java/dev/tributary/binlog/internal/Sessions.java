package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.binlog.internal.snapshot.Snapshots;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the sessions of one reader, one after the other. All are the same replica to the server. */
final class Sessions {

    private final String pipeline;
    private final SourceSettings settings;
    private final Connector connector;
    private final Snapshots snapshots;
    private final ReplicaIds replica;
    private final Set<String> checked = new HashSet<>();
    private final Set<TableId> present = new LinkedHashSet<>();

    /** @param snapshots told of what concerns tables that are copied */
    Sessions(String pipeline, SourceSettings settings, Connector connector, Snapshots snapshots) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.connector = connector;
        this.snapshots = snapshots;
        this.replica = new ReplicaIds(
                connector, settings.serverId(), settings.preferred().heartbeat());
    }

    ReplicaIds replica() {
        return replica;
    }

    /** Checks the server and our account there, and that no other replica of it is taken for us. */
    void check() {
        BinlogConnection connection = connector.connect();
        try {
            check(connection, ServerFacts.read(connection));
        } catch (RuntimeException e) {
            throw understood(e);
        } finally {
            connector.close(connection);
        }
    }

    /** What the conversion of a damaged answer throws is a failure of the connection, not of this program. */
    private RuntimeException understood(RuntimeException e) {
        return e instanceof IllegalArgumentException
                        || e instanceof IndexOutOfBoundsException
                        || e instanceof MalformedEventException
                ? BinlogFailure.unintelligible("Cannot begin to read from " + connector.address(), e)
                : e;
    }

    /** Checks a server once: when it is read from for the first time. */
    private void check(BinlogConnection connection, ServerFacts facts) {
        if (!checked.contains(connector.address())) {
            Preflight.check(new Preflight.Subject(connection, facts, connector.address(), settings), pipeline);
            replica.claim(connection, facts);
            checked.add(connector.address());
        }
    }

    /**
     * Opens a session.
     *
     * @param begin where it begins; null for where the settings say
     * @param mayBeBehind whether the server may not have come back yet to where it was
     */
    Session open(@Nullable BinlogPosition begin, boolean mayBeBehind) {
        return open(resumption ->
                resumption.resume(begin == null ? resumption.begin(settings.start()) : begin, mayBeBehind));
    }

    /** Opens a session at the server's end, whose position follows one that is lost. */
    Session openAnew(BinlogPosition lost) {
        return open(resumption -> resumption
                .resume(resumption.begin(new Start.Now()), false)
                .anewAfter(lost, System.currentTimeMillis()));
    }

    private Session open(Function<Resumption, BinlogPosition> begin) {
        BinlogConnection connection = connector.connect();
        try {
            ServerFacts facts = ServerFacts.read(connection);
            check(connection, facts);
            Resumption resumption = new Resumption(
                    connection,
                    facts,
                    new GtidsAtOffset(connector, passingBy()),
                    new BinlogProbe(connector, passingBy()));
            BinlogPosition position = begin.apply(resumption);
            Collations collations = Collations.read(connection);
            BinlogStream stream = dump(connection, position);
            TableFilter filter = facts.ignoresLetterCase() ? settings.tables().ignoringCase() : settings.tables();
            StreamReader reader = reader(stream, facts, filter, collations, position);
            return new Session(connection, stream, reader, facts, filter);
        } catch (RuntimeException e) {
            connector.close(connection);
            throw understood(e);
        }
    }

    private BinlogStream dump(BinlogConnection connection, BinlogPosition position) {
        DumpSession dump = as(replica.identity(), false);
        TransactionSet gtids = position.gtids();
        return gtids == null ? connection.dump(dump, position.file(), position.offset()) : connection.dump(dump, gtids);
    }

    private DumpSession passingBy() {
        return besides(1);
    }

    /** Another dump beside the first, up to the end. */
    private DumpSession besides(int number) {
        return as(replica.identity().besides(number), true);
    }

    private DumpSession as(ReplicaIdentity identity, boolean toTheEndOnly) {
        return new DumpSession(
                identity.id(), identity.uuid(), settings.preferred().heartbeat(), toTheEndOnly);
    }

    private StreamReader reader(
            BinlogStream stream,
            ServerFacts facts,
            TableFilter filter,
            Collations collations,
            BinlogPosition position) {
        TableChanges changes = new TableChanges(filter, present);
        DdlHistory history = new DdlHistory(connector, passingBy(), collations);
        TableDecoders decoders =
                new TableDecoders(facts.flavour().kind(), collations, new Catalogue(connector, history));
        return new StreamReader(
                stream,
                BinlogReader.SPLIT,
                position,
                collations,
                new CapturedTables(filter, decoders, changes::saw),
                changes,
                new XaReplays(connector, besides(2)),
                snapshots,
                settings.withStatements());
    }

    /** Where the binlog ends now. */
    BinlogPosition end() {
        BinlogConnection connection = connector.connect();
        try {
            return ServerFacts.read(connection).end(connection);
        } catch (RuntimeException e) {
            throw understood(e);
        } finally {
            connector.close(connection);
        }
    }
}
