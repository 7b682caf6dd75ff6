package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.ServerVersion;
import dev.tributary.binlog.internal.row.ServerKind;
import java.util.List;
import java.util.Optional;

/** MySQL 5.7 and later. */
record MySqlFlavour(ServerVersion version) implements Flavour {

    @Override
    public String product() {
        return "MySQL";
    }

    @Override
    public ServerKind kind() {
        return ServerKind.MYSQL;
    }

    @Override
    public Optional<String> versionFinding(ServerVersion seen) {
        return seen.isAtLeast(5, 7, 0)
                ? Optional.empty()
                : Optional.of("The server's version is " + seen + ", expected 5.7 or later");
    }

    @Override
    public boolean hasGtids(ServerFacts facts) {
        return facts.variable(ServerFacts.GTID_MODE).equals("ON");
    }

    @Override
    public String identity(ServerFacts facts) {
        return facts.variable(ServerFacts.SERVER_UUID);
    }

    @Override
    public String collationsStatement() {
        return "SELECT ID, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATIONS";
    }

    @Override
    public String statusStatement() {
        return version.isAtLeast(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    @Override
    public String replicationStatement() {
        return version.isAtLeast(8, 0, 22) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
    }

    private String replicasStatement() {
        return version.isAtLeast(8, 0, 22) ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS";
    }

    @Override
    public List<Replica> replicas(BinlogConnection connection) {
        return connection.query(replicasStatement()).stream()
                .map(row -> new Replica(ServerFacts.text(row, 0), ServerFacts.text(row, 1)))
                .toList();
    }

    @Override
    public boolean mayReplicate(BinlogConnection connection) {
        return Privileges.allow(connection, replicasStatement());
    }

    @Override
    public GtidSet nothing() {
        return GtidSet.EMPTY;
    }

    @Override
    public GtidSet executed(BinlogConnection connection) {
        return gtids(connection, "gtid_executed");
    }

    @Override
    public GtidSet purged(BinlogConnection connection) {
        return gtids(connection, "gtid_purged");
    }

    /** What was purged, or never in the binlog, cannot be waited for. */
    @Override
    public GtidSet reachable(BinlogConnection connection) {
        return executed(connection).minus(purged(connection));
    }

    private static GtidSet gtids(BinlogConnection connection, String variable) {
        return GtidSet.parse(
                ServerFacts.text(connection.query("SELECT @@GLOBAL." + variable).get(0), 0));
    }

    @Override
    public String set(String variable, String value) {
        return (version.isAtLeast(8, 0, 0) ? "SET PERSIST " : "SET GLOBAL ") + variable + " = " + Flavour.literal(value)
                + ";";
    }
}
