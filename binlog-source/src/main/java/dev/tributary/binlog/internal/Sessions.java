package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.DumpSession;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Opens the sessions of one reader, one after the other. All are the same replica to the server. */
final class Sessions {

    private final SourceSettings settings;
    private final Connector connector;
    private final UUID uuid = UUID.randomUUID();
    private long replicaId;

    Sessions(SourceSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    /** Checks server and account, and chooses the id to read under. */
    void check() {
        BinlogConnection connection = connector.connect();
        try {
            ServerFacts facts = ServerFacts.read(connection);
            Preflight.check(
                    connection,
                    facts,
                    connector.address(),
                    settings.connection().user());
            replicaId = ReplicaId.choose(connection, facts, settings.serverId());
        } finally {
            connector.close(connection);
        }
    }

    /**
     * Opens a session.
     *
     * @param begin where it begins; null for where the settings say
     * @param mayBeBehind whether the server may not have come back yet to where it was
     */
    Session open(@Nullable BinlogPosition begin, boolean mayBeBehind) {
        BinlogConnection connection = connector.connect();
        try {
            ServerFacts facts = ServerFacts.read(connection);
            Resumption resumption = new Resumption(connection, facts, new GtidsAtOffset(connector, passingBy()));
            BinlogPosition wanted = begin == null ? resumption.begin(settings.start()) : begin;
            BinlogPosition position = resumption.resume(wanted, mayBeBehind);
            Collations collations = Collations.read(connection);
            BinlogStream stream = dump(connection, position);
            return new Session(connection, stream, reader(stream, facts, collations, position));
        } catch (BinlogFailure e) {
            connector.close(connection);
            throw e;
        }
    }

    private BinlogStream dump(BinlogConnection connection, BinlogPosition position) {
        DumpSession dump =
                new DumpSession(replicaId, uuid, settings.connection().heartbeat(), false, settings.withStatements());
        TransactionSet gtids = position.gtids();
        return gtids == null ? connection.dump(dump, position.file(), position.offset()) : connection.dump(dump, gtids);
    }

    private DumpSession passingBy() {
        return besides(1);
    }

    /** Another dump beside the first, which must not end it: under an identity of its own, up to the end. */
    private DumpSession besides(long number) {
        return new DumpSession(
                replicaId ^ number,
                UUID.randomUUID(),
                settings.connection().heartbeat(),
                true,
                settings.withStatements());
    }

    private StreamReader reader(
            BinlogStream stream, ServerFacts facts, Collations collations, BinlogPosition position) {
        TableFilter filter = facts.ignoresLetterCase() ? settings.tables().ignoringCase() : settings.tables();
        DdlHistory history = new DdlHistory(connector, passingBy(), collations);
        TableDecoders decoders =
                new TableDecoders(facts.flavour().kind(), collations, new Catalogue(connector, history));
        return new StreamReader(
                stream,
                BinlogReader.SPLIT,
                position,
                collations,
                new CapturedTables(filter, decoders),
                new TableChanges(filter),
                new XaReplays(connector, besides(2)),
                settings.withStatements());
    }

    /** Where the binlog ends now. */
    BinlogPosition end() {
        BinlogConnection connection = connector.connect();
        try {
            return ServerFacts.read(connection).end(connection);
        } finally {
            connector.close(connection);
        }
    }
}
