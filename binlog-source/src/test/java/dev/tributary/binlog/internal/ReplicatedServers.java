package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.Objects;

/** Two servers of one flavour, of which each can replicate the other. */
final class ReplicatedServers implements AutoCloseable {

    private final MySqlVersion version;
    final MySqlServer source;
    final MySqlServer other;

    private ReplicatedServers(MySqlVersion version) {
        this.version = version;
        this.source = server(1);
        this.other = server(2);
    }

    private MySqlServer server(int id) {
        MySqlServer.Builder builder = MySqlServer.builder().version(version).option("server-id", "" + id);
        return (isMariaDb() ? builder.option("log-slave-updates", "ON") : builder)
                .fast()
                .start();
    }

    /** Starts two servers; the second replicates the first, which has a table {@code shop.t} and the account of readers. */
    static ReplicatedServers start(MySqlVersion version) {
        ReplicatedServers servers = new ReplicatedServers(version);
        if (servers.isMariaDb()) {
            // One domain for both, so that their own beginnings must not be in it.
            servers.source.execute("RESET MASTER");
            servers.other.execute("RESET MASTER");
        }
        servers.source.createReplicationUser(Reading.USER, Reading.PASSWORD);
        servers.replicate(servers.source, servers.other);
        servers.source.execute("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
        return servers;
    }

    private boolean isMariaDb() {
        return version == MySqlVersion.MARIADB;
    }

    /** Lets the first server's old source replicate the second, which has taken its place. */
    void replicateBack() {
        replicate(other, source);
    }

    private void replicate(MySqlServer from, MySqlServer to) {
        to.execute(isMariaDb() ? mariaDbSource(from, to) : mySqlSource(from), "START REPLICA");
    }

    private static String mySqlSource(MySqlServer from) {
        return "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '" + from.host() + "', SOURCE_PORT = " + from.port()
                + ", SOURCE_USER = '" + Reading.USER + "', SOURCE_PASSWORD = '" + Reading.PASSWORD
                + "', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1";
    }

    private static String mariaDbSource(MySqlServer from, MySqlServer to) {
        boolean hasWritten = !gtids(to, "gtid_binlog_pos").isEmpty();
        return "CHANGE MASTER TO MASTER_HOST = '" + from.host() + "', MASTER_PORT = " + from.port()
                + ", MASTER_USER = '" + Reading.USER + "', MASTER_PASSWORD = '" + Reading.PASSWORD
                + "', MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_USE_GTID = slave_pos"
                + (hasWritten ? ", MASTER_DEMOTE_TO_SLAVE = 1" : "");
    }

    private static String gtids(MySqlServer server, String variable) {
        return Objects.toString(
                server.query("SELECT @@GLOBAL." + variable).get(0).get(0));
    }

    /** Waits until the second server has all that the first has written. */
    void awaitReplica() {
        awaitCopy(source, other);
    }

    /** Waits until the first server has all that the second has written. */
    void awaitReplicaBack() {
        awaitCopy(other, source);
    }

    private void awaitCopy(MySqlServer from, MySqlServer to) {
        String wait = isMariaDb()
                ? "SELECT MASTER_GTID_WAIT('" + gtids(from, "gtid_binlog_pos") + "', 60)"
                : "SELECT WAIT_FOR_EXECUTED_GTID_SET('" + gtids(from, "gtid_executed") + "', 60)";
        assertThat(to.query(wait).get(0).get(0)).hasToString("0");
    }

    /** What positions on a server name it by. */
    String identity(MySqlServer server) {
        return isMariaDb() ? gtids(server, "server_id") : gtids(server, "server_uuid");
    }

    @Override
    public void close() {
        source.close();
        other.close();
    }
}
