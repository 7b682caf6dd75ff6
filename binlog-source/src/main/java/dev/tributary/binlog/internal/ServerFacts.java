package dev.tributary.binlog.internal;

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

    static final String BINLOG_EXPIRE_LOGS_SECONDS = "binlog_expire_logs_seconds";
    static final String BINLOG_EXPIRE_LOGS_AUTO_PURGE = "binlog_expire_logs_auto_purge";
    static final String EXPIRE_LOGS_DAYS = "expire_logs_days";
    static final String MAX_BINLOG_TOTAL_SIZE = "max_binlog_total_size";
    static final String BINLOG_SPACE_LIMIT = "binlog_space_limit";
    static final String LOG_REPLICA_UPDATES = "log_replica_updates";
    static final String LOG_SLAVE_UPDATES = "log_slave_updates";
    static final String INNODB_NATIVE_FOREIGN_KEYS = "innodb_native_foreign_keys";

    private static final List<String> ASKED = List.of(
            LOG_BIN,
            BINLOG_FORMAT,
            BINLOG_ROW_IMAGE,
            BINLOG_ROW_VALUE_OPTIONS,
            BINLOG_ROW_METADATA,
            GTID_MODE,
            SERVER_ID,
            SERVER_UUID,
            LOWER_CASE_TABLE_NAMES,
            BINLOG_EXPIRE_LOGS_SECONDS,
            BINLOG_EXPIRE_LOGS_AUTO_PURGE,
            EXPIRE_LOGS_DAYS,
            MAX_BINLOG_TOTAL_SIZE,
            BINLOG_SPACE_LIMIT,
            LOG_REPLICA_UPDATES,
            LOG_SLAVE_UPDATES,
            INNODB_NATIVE_FOREIGN_KEYS);

    static ServerFacts read(BinlogConnection connection) {
        String names = "'" + String.join("', '", ASKED) + "'";
        return new ServerFacts(
                connection.version(),
                pairs(connection.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + names + ")")));
    }

    /** Returns rows of a name and a value each. */
    static Map<String, String> pairs(List<List<@Nullable String>> rows) {
        Map<String, String> pairs = new HashMap<>();
        for (List<@Nullable String> row : rows) {
            pairs.put(text(row, 0), text(row, 1));
        }
        return Map.copyOf(pairs);
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** What kind of server it is. */
    Flavour flavour() {
        return Flavour.of(version);
    }

    boolean hasGtids() {
        return flavour().hasGtids(this);
    }

    boolean ignoresLetterCase() {
        return !variable(LOWER_CASE_TABLE_NAMES).equals("0");
    }

    /** What tells the server from others. */
    String identity() {
        return flavour().identity(this);
    }

    long serverId() {
        return Long.parseLong(variables.getOrDefault(SERVER_ID, "0"));
    }

    /** Where the binlog ends now, by everything that the server knows of it. */
    BinlogPosition end(BinlogConnection connection) {
        BinlogPosition place = endOfFile(connection);
        return hasGtids()
                ? BinlogPosition.ofGtids(identity(), flavour().reachable(connection))
                        .at(place.file(), place.offset())
                : place;
    }

    /** Where the binlog ends now, by file and offset. */
    BinlogPosition endOfFile(BinlogConnection connection) {
        String statement = flavour().statusStatement();
        List<List<@Nullable String>> rows = connection.query(statement);
        if (rows.isEmpty()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.BINLOG_OFF, statement + " of the server is empty: it writes no binlog");
        }
        String file = text(rows.get(0), 0);
        long offset = Long.parseLong(text(rows.get(0), 1));
        return BinlogPosition.ofFile(identity(), file, offset);
    }

    static String text(List<@Nullable String> row, int column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }
}
