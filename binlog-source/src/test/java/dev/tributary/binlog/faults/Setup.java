package dev.tributary.binlog.faults;

import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;

/** A server under faults. */
enum Setup {
    MYSQL_9_BY_GTIDS(MySqlVersion.V9),
    MYSQL_8_BY_FILES(MySqlVersion.V8_0),
    MARIADB(MySqlVersion.MARIADB);

    private final MySqlVersion version;

    Setup(MySqlVersion version) {
        this.version = version;
    }

    MySqlServer start() {
        MySqlServer.Builder builder = MySqlServer.builder().version(version).fast();
        if (this == MYSQL_8_BY_FILES) {
            builder.option("gtid-mode", "OFF").option("enforce-gtid-consistency", "OFF");
        }
        return builder.start();
    }

    /** Statements that switch the compression of what a session of the load writes on or off. */
    String compression(boolean on) {
        String value = on ? "ON" : "OFF";
        return this == MARIADB
                ? "SET GLOBAL log_bin_compress = " + value
                : "SET SESSION binlog_transaction_compression = " + value;
    }

    /** What the load's account needs beside its tables, to switch compression. */
    String privilege() {
        return this == MARIADB ? "BINLOG ADMIN ON *.*" : "SESSION_VARIABLES_ADMIN ON *.*";
    }
}
