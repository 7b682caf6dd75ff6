package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.binlog.internal.net.ServerVersion;
import dev.tributary.binlog.internal.row.ServerKind;
import java.util.List;
import java.util.Optional;

/** MariaDB 10.6 and later. Its transactions always have GTIDs. */
record MariaDbFlavour(ServerVersion version) implements Flavour {

    private static final String REPLICAS_STATEMENT = "SHOW SLAVE HOSTS";

    @Override
    public String product() {
        return "MariaDB";
    }

    @Override
    public ServerKind kind() {
        return ServerKind.MARIADB;
    }

    @Override
    public Optional<String> versionFinding(ServerVersion seen) {
        return seen.isAtLeast(10, 6, 0)
                ? Optional.empty()
                : Optional.of("The server's version is " + seen + ", expected MariaDB 10.6 or later");
    }

    @Override
    public boolean hasGtids(ServerFacts facts) {
        return true;
    }

    /** Its id, since it has no UUID. */
    @Override
    public String identity(ServerFacts facts) {
        return facts.variable(ServerFacts.SERVER_ID);
    }

    /** Since 10.10 a collation of several character sets has a number for each, which another table shows. */
    @Override
    public String collationsStatement() {
        return version.isAtLeast(10, 10, 0)
                ? "SELECT ID, CHARACTER_SET_NAME, FULL_COLLATION_NAME FROM"
                        + " information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
                : "SELECT ID, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATIONS";
    }

    @Override
    public String statusStatement() {
        return "SHOW MASTER STATUS";
    }

    @Override
    public String replicationStatement() {
        return "SHOW ALL SLAVES STATUS";
    }

    /** The server shows them to administrators only; without that right none is known. */
    @Override
    public List<Replica> replicas(BinlogConnection connection) {
        if (!Privileges.allow(connection, REPLICAS_STATEMENT)) {
            return List.of();
        }
        return connection.query(REPLICAS_STATEMENT).stream()
                .map(row -> new Replica(ServerFacts.text(row, 0), ServerFacts.text(row, 1)))
                .toList();
    }

    /** No statement needs this privilege alone, so the grants are read. */
    @Override
    public boolean mayReplicate(BinlogConnection connection) {
        return connection.query("SHOW GRANTS").stream()
                .map(row -> ServerFacts.text(row, 0))
                .filter(grant -> grant.contains(" ON *.* TO "))
                .anyMatch(grant -> grant.contains("REPLICATION SLAVE,")
                        || grant.contains("REPLICATION SLAVE ON")
                        || grant.contains("ALL PRIVILEGES ON"));
    }

    @Override
    public DomainGtids nothing() {
        return DomainGtids.EMPTY;
    }

    @Override
    public DomainGtids executed(BinlogConnection connection) {
        return gtids(connection, "@@GLOBAL.gtid_binlog_pos");
    }

    /** What lies before the oldest file. */
    @Override
    public DomainGtids purged(BinlogConnection connection) {
        String oldest =
                ServerFacts.text(connection.query("SHOW BINARY LOGS").get(0), 0).replace("'", "''");
        return gtids(connection, "BINLOG_GTID_POS('" + oldest + "', " + DumpSession.FIRST_POSITION + ")");
    }

    @Override
    public DomainGtids reachable(BinlogConnection connection) {
        return executed(connection);
    }

    private static DomainGtids gtids(BinlogConnection connection, String expression) {
        return DomainGtids.parse(
                ServerFacts.text(connection.query("SELECT " + expression).get(0), 0));
    }

    @Override
    public String set(String variable, String value) {
        return "SET GLOBAL " + variable + " = " + Flavour.literal(value) + "; and write " + variable + "=" + value
                + " into the [mariadbd] section of its configuration";
    }
}
