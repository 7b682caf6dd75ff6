package dev.tributary.binlog;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.Secret;
import dev.tributary.SnapshotTable;
import dev.tributary.binlog.internal.BinlogPosition;
import dev.tributary.binlog.internal.BinlogReader;
import dev.tributary.binlog.internal.Inspection;
import dev.tributary.binlog.internal.Loopback;
import dev.tributary.binlog.internal.SourceSettings;
import dev.tributary.binlog.internal.Start;
import dev.tributary.binlog.internal.TableFilter;
import dev.tributary.binlog.internal.net.ClientKey;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import dev.tributary.binlog.internal.net.PemFiles;
import dev.tributary.binlog.internal.net.TlsSettings;
import dev.tributary.binlog.internal.snapshot.SnapshotSettings;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Trait;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the row changes of chosen tables from the binlog of a MySQL server (5.7, 8.x, 9.x) or a MariaDB server (10.6 or later), in
 * the order in which they were committed.
 *
 * <p>Each transaction that commits is delivered at least once and none is left out: after a lost connection or a restart
 * reading goes on behind what was delivered, within a large transaction too. The rows of an XA transaction are delivered when
 * it commits. The position moves with all that the server writes, also where no captured table changed. What cannot be delivered as rows, such as a change that is logged as a statement, is an error that
 * names it.
 *
 * <p>The account needs {@code GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.*}, and {@code SELECT} on the captured
 * tables where the server has {@code binlog_row_metadata=MINIMAL}. The server needs {@code binlog_format=ROW} and {@code
 * binlog_row_image=FULL}. All of this is checked when the pipeline starts.
 *
 * <p>Immutable and thread-safe.
 */
public final class MySqlSource implements Source<ChangeEvent> {

    private final SourceSettings settings;

    private MySqlSource(SourceSettings settings) {
        this.settings = settings;
    }

    /** Returns a builder; endpoint, credentials and tables must be given. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String describe() {
        return "MySQL "
                + settings.servers().stream().map(ConnectionSettings::address).collect(Collectors.joining(", "));
    }

    @Override
    public SourceReader<ChangeEvent> open(SourceContext context) throws InterruptedException {
        return BinlogReader.open(settings, context);
    }

    @Override
    public Position decodePosition(String encoded) {
        return BinlogPosition.decode(encoded);
    }

    @Override
    public Set<Trait> gives() {
        return Set.of(Trait.KEYS, Trait.ONE_SPLIT, Trait.TRANSACTIONS);
    }

    /**
     * Looks at every server, the account and the captured tables, and returns all that should be mended or known before a
     * pipeline starts; it changes nothing. The same checks run when a pipeline starts, at the server that it reads from: errors
     * end it, warnings are logged. A server that cannot be reached, or refuses the account, is a finding too.
     *
     * <p>Connects to each server, and waits for each no longer than {@link Builder#connectTimeout} says.
     */
    public PreflightReport preflight() {
        return preflight(Optional.empty());
    }

    /**
     * Does what {@link #preflight()} does, and finds out whether the servers still have what follows a saved position.
     *
     * @param saved a position of this source, as {@link #decodePosition} returns it
     * @throws IllegalArgumentException if it is the position of another kind of source
     */
    public PreflightReport preflight(Position saved) {
        if (!(saved instanceof BinlogPosition position)) {
            throw new IllegalArgumentException(
                    "A position of a binlog is expected, but it is " + saved + " of " + saved.getClass());
        }
        return preflight(Optional.of(position));
    }

    private PreflightReport preflight(Optional<BinlogPosition> saved) {
        return new PreflightReport(
                settings.servers().stream().map(ConnectionSettings::address).toList(),
                new Inspection(settings, saved, InstantSource.system()).findings());
    }

    /** Returns address and tables; no credentials. */
    @Override
    public String toString() {
        return describe() + " " + settings.tables();
    }

    /** Builds a {@link MySqlSource}. Confined to one thread. */
    public static final class Builder {

        private static final int MAX_PORT = 65_535;
        private static final long MAX_SERVER_ID = 0xffff_ffffL;

        private final List<String> tables = new ArrayList<>();
        private final List<Endpoint> endpoints = new ArrayList<>();
        private @Nullable Account account;
        private @Nullable SslMode sslMode;
        private @Nullable KeyStore trustStore;
        private @Nullable ClientKey clientKey;
        private StartFrom startFrom = StartFrom.now();
        private OptionalLong serverId = OptionalLong.empty();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration heartbeat = Duration.ofSeconds(5);
        private int maxEventBytes = 256 << 20;
        private Backoff reconnectBackoff = Backoff.standard();
        private SnapshotOptions snapshots = SnapshotOptions.standard();
        private boolean statements;
        private LostPosition lostPosition = LostPosition.FAIL;

        private record Endpoint(String host, int port) {}

        private record Account(String user, Secret password) {}

        private Builder() {}

        /**
         * Adds a server's host and port. The first server is read from where it can be. Each further one is a replica of it, or
         * its source, that takes its place when it cannot: reading goes on there by GTID if the server has executed what was
         * read and still has what follows; one that would lose transactions is refused. A position by file and offset,
         * where {@code gtid_mode} is not {@code ON}, is good for its own server only.
         *
         * @throws IllegalArgumentException if the host is blank, the port is none, or the server was added before
         */
        public Builder endpoint(String serverHost, int serverPort) {
            if (serverHost.isBlank()) {
                throw new IllegalArgumentException("A host is expected, but it is '" + serverHost + "'");
            }
            if (serverPort < 1 || serverPort > MAX_PORT) {
                throw new IllegalArgumentException("A port is 1 to " + MAX_PORT + ", but it is " + serverPort);
            }
            Endpoint added = new Endpoint(serverHost, serverPort);
            if (endpoints.contains(added)) {
                throw new IllegalArgumentException(
                        "The endpoint " + serverHost + ":" + serverPort + " was given twice");
            }
            endpoints.add(added);
            return this;
        }

        /** Sets the account's name and password; the password is asked for at each connect. */
        public Builder credentials(String accountName, Secret accountPassword) {
            this.account = new Account(
                    Objects.requireNonNull(accountName, "accountName"),
                    Objects.requireNonNull(accountPassword, "accountPassword"));
            return this;
        }

        /** Sets the account's name and password. */
        public Builder credentials(String accountName, String accountPassword) {
            return credentials(accountName, Secret.of(accountPassword));
        }

        /**
         * Adds tables to capture: {@code "shop.orders"} is one table and {@code "shop.*"} all of a database. A pattern
         * with other characters than letters, digits, {@code _}, {@code $} and {@code -} in these two parts is a regular
         * expression that the whole of {@code database.table} must match, such as {@code "shop\\.orders_[0-9]+"}.
         * Tables that are created later are captured too.
         *
         * @throws IllegalArgumentException if a pattern is no regular expression, naming it
         */
        public Builder tables(String... patterns) {
            List<String> added = List.of(patterns);
            TableFilter.of(added);
            tables.addAll(added);
            return this;
        }

        /** Sets where to begin when no position is saved; by default with the next transaction. */
        public Builder startFrom(StartFrom start) {
            this.startFrom = Objects.requireNonNull(start, "start");
            return this;
        }

        /**
         * Sets how the connection is protected. The default is {@link SslMode#VERIFY_IDENTITY}, but {@link
         * SslMode#PREFERRED} where the host is this machine.
         */
        public Builder sslMode(SslMode mode) {
            this.sslMode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /** Sets the certificate authorities to trust, instead of those of the JVM. */
        public Builder trustStore(KeyStore authorities) {
            this.trustStore = Objects.requireNonNull(authorities, "authorities");
            return this;
        }

        /**
         * Sets the certificate authorities to trust, instead of those of the JVM, by a file of certificates in PEM form: what
         * MySQL's own clients call {@code ssl-ca}. A server that made its certificate by itself keeps that of its authority in
         * {@code ca.pem} of its data folder; such a certificate names no host, so that it needs {@link SslMode#VERIFY_CA}.
         *
         * @throws IllegalArgumentException if the file holds no certificate
         * @throws java.io.UncheckedIOException if the file cannot be read
         */
        public Builder trustCertificates(Path pemFile) {
            return trustStore(PemFiles.trusting(pemFile));
        }

        /**
         * Sets the store of the certificate and key to show to a server that wants one, as for an account with {@code REQUIRE
         * X509}.
         *
         * @param keys the store, with one key
         * @param keyPassword the password of that key
         */
        public Builder keyStore(KeyStore keys, Secret keyPassword) {
            this.clientKey = new ClientKey(
                    Objects.requireNonNull(keys, "keys"), Objects.requireNonNull(keyPassword, "keyPassword"));
            return this;
        }

        /**
         * Sets the certificate and key to show to a server that wants one, by files in PEM form: what MySQL's own clients call
         * {@code ssl-cert} and {@code ssl-key}.
         *
         * @param keyFile the private key in PKCS#8 form, without a password
         * @throws IllegalArgumentException if a file holds something else
         * @throws java.io.UncheckedIOException if a file cannot be read
         */
        public Builder clientCertificate(Path certificateFile, Path keyFile) {
            this.clientKey = PemFiles.clientKey(certificateFile, keyFile);
            return this;
        }

        /**
         * Sets the server id to read under, which no other replica may have. By default one that is free is found.
         *
         * @param id 1 to 2<sup>32</sup>-1
         */
        public Builder serverId(long id) {
            if (id < 1 || id > MAX_SERVER_ID) {
                throw new IllegalArgumentException("A server id is 1 to " + MAX_SERVER_ID + ", but it is " + id);
            }
            this.serverId = OptionalLong.of(id);
            return this;
        }

        /** Sets how long a connect, and each step of a login, may take; by default 10 seconds. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = checkMillis("connectTimeout", timeout);
            return this;
        }

        /**
         * Sets how often an idle server shows that it is alive; by default every 5 seconds. When three such times pass
         * in silence, the connection is taken for lost.
         */
        public Builder heartbeat(Duration interval) {
            this.heartbeat = checkMillis("heartbeat", interval);
            return this;
        }

        /**
         * Sets the length of the longest binlog event that is held in memory; by default 256 MiB. An event holds at least
         * one row, and at most what {@code binlog_row_event_max_size} says if the rows are small. A longer one ends the
         * pipeline with an error.
         */
        public Builder maxEventBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maxEventBytes must be positive, but is " + bytes);
            }
            this.maxEventBytes = bytes;
            return this;
        }

        /** Sets how long to wait before each new try to connect; by default 100 milliseconds to 30 seconds. */
        public Builder reconnectBackoff(Backoff backoff) {
            this.reconnectBackoff = Objects.requireNonNull(backoff, "backoff");
            return this;
        }

        /** Sets how the rows of snapshots are read: those of {@link StartFrom#snapshot}, and those asked for later. */
        public Builder snapshots(SnapshotOptions options) {
            this.snapshots = Objects.requireNonNull(options, "options");
            return this;
        }

        /**
         * Lets rows carry the statement that changed them ({@link dev.tributary.RowsEvent#statement}). MySQL logs it where
         * {@code binlog_rows_query_log_events=ON}, MariaDB where {@code binlog_annotate_row_events=ON}. Statements hold values;
         * by default they are left out.
         */
        public Builder withStatements() {
            this.statements = true;
            return this;
        }

        /**
         * Sets what is done where the server no longer has what follows the saved position; by default {@link
         * LostPosition#FAIL}.
         */
        public Builder lostPosition(LostPosition policy) {
            this.lostPosition = Objects.requireNonNull(policy, "policy");
            return this;
        }

        private static Duration checkMillis(String name, Duration value) {
            if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE / 10) {
                throw new IllegalArgumentException(
                        name + " is expected to be between a millisecond and some days, but it is " + value);
            }
            return value;
        }

        /**
         * Returns the source.
         *
         * @throws IllegalStateException that lists all that is missing
         */
        public MySqlSource build() {
            List<String> missing = new ArrayList<>();
            if (endpoints.isEmpty()) {
                missing.add("endpoint");
            }
            Account account = this.account;
            if (account == null) {
                missing.add("credentials");
            }
            if (tables.isEmpty()) {
                missing.add("tables");
            }
            if (account == null || !missing.isEmpty()) {
                throw new IllegalStateException("A MySqlSource needs " + String.join(", ", missing));
            }
            List<ConnectionSettings> servers = endpoints.stream()
                    .map(endpoint -> connection(endpoint, account))
                    .toList();
            TableFilter filter = TableFilter.of(tables);
            checkSnapshot(filter);
            return new MySqlSource(new SourceSettings(
                    servers,
                    filter,
                    startFrom.start(),
                    serverId,
                    reconnectBackoff,
                    new SnapshotSettings(
                            snapshots.connections(),
                            snapshots.chunkRows(),
                            snapshots.rowsPerSecond(),
                            snapshots.bytesPerSecond(),
                            snapshots
                                    .server()
                                    .map(server -> connection(new Endpoint(server.host(), server.port()), account)),
                            reconnectBackoff),
                    statements,
                    lostPosition));
        }

        private void checkSnapshot(TableFilter filter) {
            if (startFrom.start() instanceof Start.Snapshot snapshot) {
                for (SnapshotTable table : snapshot.tables()) {
                    if (!filter.matches(table.table().database(), table.table().name())) {
                        throw new IllegalStateException("A snapshot of the table " + table.table()
                                + " is wanted, which is not captured: tables are " + tables);
                    }
                }
            }
        }

        private ConnectionSettings connection(Endpoint endpoint, Account login) {
            return new ConnectionSettings(
                    endpoint.host(),
                    endpoint.port(),
                    login.user(),
                    login.password(),
                    new TlsSettings(
                            sslMode(endpoint.host()), Optional.ofNullable(trustStore), Optional.ofNullable(clientKey)),
                    connectTimeout,
                    heartbeat,
                    maxEventBytes);
        }

        private SslMode sslMode(String theHost) {
            if (sslMode != null) {
                return sslMode;
            }
            return Loopback.isName(theHost) ? SslMode.PREFERRED : SslMode.VERIFY_IDENTITY;
        }
    }
}
