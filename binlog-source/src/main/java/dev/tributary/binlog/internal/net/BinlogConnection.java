package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ChecksumAlgorithm;
import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.TransactionSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server: statements first, then, if wanted, the binlog. Used once: a broken connection is closed
 * and another one made, so that no state can survive from one to the next.
 *
 * <p>Confined to one thread, but for {@link #close()}, which ends at once whatever the other thread waits for.
 * Every failure is a {@link BinlogFailure}.
 */
public final class BinlogConnection implements AutoCloseable {

    private static final int CHUNK_BYTES = 128 * 1024;

    private final ConnectionSettings settings;
    private final Socket plain = new Socket();
    private final HostLookup lookup;
    private volatile boolean closed;
    private @Nullable Session session;

    /** What exists once the login is done. */
    private record Session(ServerVersion version, PacketReader packets, TextProtocol text) {}

    public BinlogConnection(ConnectionSettings settings) {
        this(settings, InetAddress::getByName);
    }

    BinlogConnection(ConnectionSettings settings, HostLookup.Resolver resolver) {
        this.settings = settings;
        this.lookup = new HostLookup(resolver);
    }

    /** Connects and logs in. */
    public void connect() {
        connectSocket();
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.setSoTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
            Handshake handshake = new Handshake(settings, plain);
            ServerVersion version = handshake.perform();
            PacketReader packets =
                    new PacketReader(new ChunkedInput(handshake.socket().getInputStream(), CHUNK_BYTES));
            session = new Session(
                    version,
                    packets,
                    new TextProtocol(packets, handshake.socket().getOutputStream()));
            plain.setSoTimeout(settings.readTimeoutMillis());
        } catch (IOException e) {
            throw lost("while logging in", e);
        }
        query("SET NAMES utf8mb4");
    }

    private void connectSocket() {
        String attempt = "Cannot connect to " + settings.address();
        try {
            InetAddress address = lookup.find(settings.host(), settings.connectTimeout());
            plain.connect(
                    new InetSocketAddress(address, settings.port()),
                    Math.toIntExact(settings.connectTimeout().toMillis()));
        } catch (UnknownHostException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.UNKNOWN_HOST,
                    attempt + ": no address is known for the host '" + settings.host()
                            + "'; check its spelling and the DNS",
                    e);
        } catch (IOException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.UNREACHABLE,
                    attempt + ": " + e.getMessage() + "; check that the server runs and that host and port are right",
                    e);
        }
    }

    /** Of the server, once connected. */
    public ServerVersion version() {
        return session().version();
    }

    /** Runs a statement; its rows, none if it has no result. SQL NULL is null. */
    public List<List<@Nullable String>> query(String sql) {
        try {
            return session().text().query(sql);
        } catch (IOException e) {
            throw lost("during the statement '" + sql + "'", e);
        }
    }

    /**
     * Runs a statement whose rows are read as they arrive. Nothing else can be asked until the last of them is read.
     *
     * @param attempt what is being done, for errors, in the place of the statement
     */
    public ResultStream select(String sql, String attempt) {
        try {
            int columns = session().text().begin(sql, attempt);
            return new ResultStream(session().packets(), columns, attempt, settings.maxEventBytes(), this::lost);
        } catch (IOException e) {
            throw lost("during a statement", e);
        }
    }

    /** Asks for the binlog from the transactions on that are not in {@code executed}. Ends statements. */
    public BinlogStream dump(DumpSession dump, TransactionSet executed) {
        if (executed instanceof GtidSet gtids) {
            return start(dump, DumpSession.COM_BINLOG_DUMP_GTID, dump.gtidCommand(gtids));
        }
        dump.beginBehind(this, (DomainGtids) executed);
        return dump(dump, "", DumpSession.FIRST_POSITION);
    }

    /** Asks for the binlog from an offset in a file on. Ends statements. */
    public BinlogStream dump(DumpSession dump, String file, long position) {
        return start(dump, DumpSession.COM_BINLOG_DUMP, dump.positionCommand(file, position));
    }

    private BinlogStream start(DumpSession dump, int command, byte[] arguments) {
        ChecksumAlgorithm checksum = dump.prepare(this);
        try {
            TextProtocol text = session().text();
            text.execute(DumpSession.COM_REGISTER_SLAVE, dump.registerCommand(), "Cannot register as a replica");
            text.send(command, arguments);
        } catch (IOException e) {
            throw lost("while asking for the binlog", e);
        }
        return new BinlogStream(
                session().packets(),
                checksum,
                CHUNK_BYTES,
                new EventLimit(settings.maxEventBytes()),
                new Arrival(plain, settings.readTimeoutMillis()),
                this::lost);
    }

    /** Whether {@link #close()} has been called. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the socket without ceremony; a thread that waits for the server gets a failure at once. Idempotent. */
    @Override
    public void close() {
        closed = true;
        lookup.cancel();
        try {
            // The plain socket: closing the one with TLS would wait for a writer that is blocked.
            plain.close();
        } catch (IOException e) {
            // Nothing is left to do for a socket that cannot be closed.
        }
    }

    private Session session() {
        if (session == null) {
            throw new IllegalStateException("not connected");
        }
        return session;
    }

    private BinlogFailure lost(String when, IOException e) {
        String what = closed ? "was closed" : "broke: " + e;
        return new BinlogFailure(
                BinlogFailure.Kind.CONNECTION_LOST,
                "The connection to " + settings.address() + " " + what + ", " + when,
                e);
    }
}
