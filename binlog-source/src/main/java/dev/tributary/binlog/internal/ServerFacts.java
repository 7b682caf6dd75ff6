package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ServerVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about itself that matters here.
 *
 * @param variables by name, of the global ones that were asked for and are there
 */
record ServerFacts(ServerVersion version, Map<String, String> variables) {

    static final String LOG_BIN = "log_bin";
    static final String BINLOG_FORMAT = "binlog_format";
    static final String BINLOG_ROW_IMAGE = "binlog_row_image";
    static final String BINLOG_ROW_VALUE_OPTIONS = "binlog_row_value_options";
    static final String BINLOG_ROW_METADATA = "binlog_row_metadata";
    static final String GTID_MODE = "gtid_mode";
    static final String SERVER_ID = "server_id";
    static final String SERVER_UUID = "server_uuid";
    static final String LOWER_CASE_TABLE_NAMES = "lower_case_table_names";

    private static final List<String> ASKED = List.of(
            LOG_BIN,
            BINLOG_FORMAT,
            BINLOG_ROW_IMAGE,
            BINLOG_ROW_VALUE_OPTIONS,
            BINLOG_ROW_METADATA,
            GTID_MODE,
            SERVER_ID,
            SERVER_UUID,
            LOWER_CASE_TABLE_NAMES);

    static ServerFacts read(BinlogConnection connection) {
        Map<String, String> variables = new HashMap<>();
        String names = "'" + String.join("', '", ASKED) + "'";
        for (List<@Nullable String> row :
                connection.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + names + ")")) {
            variables.put(text(row, 0), text(row, 1));
        }
        return new ServerFacts(connection.version(), Map.copyOf(variables));
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    boolean hasGtids() {
        return variable(GTID_MODE).equals("ON");
    }

    boolean ignoresLetterCase() {
        return !variable(LOWER_CASE_TABLE_NAMES).equals("0");
    }

    String serverUuid() {
        return variable(SERVER_UUID);
    }

    /** The statement that shows where the binlog ends. */
    String statusStatement() {
        return version.isAtLeast(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** The statement that lists the replicas that have registered. */
    String replicasStatement() {
        return version.isAtLeast(8, 0, 22) ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS";
    }

    /** Where the binlog ends now, by everything that the server knows of it. */
    BinlogPosition end(BinlogConnection connection) {
        List<List<@Nullable String>> rows = connection.query(statusStatement());
        if (rows.isEmpty()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.BINLOG_OFF, statusStatement() + " of the server is empty: it writes no binlog");
        }
        String file = text(rows.get(0), 0);
        long offset = Long.parseLong(text(rows.get(0), 1));
        if (!hasGtids()) {
            return BinlogPosition.ofFile(serverUuid(), file, offset);
        }
        // What was purged, or never in the binlog, cannot be waited for.
        GtidSet executed = executed(connection).minus(purged(connection));
        return BinlogPosition.ofGtids(serverUuid(), executed).at(file, offset);
    }

    GtidSet executed(BinlogConnection connection) {
        return gtids(connection, "gtid_executed");
    }

    GtidSet purged(BinlogConnection connection) {
        return gtids(connection, "gtid_purged");
    }

    private static GtidSet gtids(BinlogConnection connection, String variable) {
        return GtidSet.parse(
                text(connection.query("SELECT @@GLOBAL." + variable).get(0), 0));
    }

    static String text(List<@Nullable String> row, int column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }
}
