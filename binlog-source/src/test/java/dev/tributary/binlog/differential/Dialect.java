package dev.tributary.binlog.differential;

import dev.tributary.binlog.internal.row.Sample;
import dev.tributary.binlog.internal.row.Samples;
import dev.tributary.testkit.MySqlVersion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What tables a server takes, and how it is told to write its binlog. */
enum Dialect {
    MYSQL_9(MySqlVersion.V9),
    MYSQL_8_0(MySqlVersion.V8_0),
    MARIADB(MySqlVersion.MARIADB);

    /** No session but that which writes, and says so, is in UTC. */
    private static final Map<String, String> OTHER_TIME_ZONE = Map.of("default-time-zone", "+05:45");

    /** The types that MariaDB's table maps show as bytes, and the bytes that look like them. */
    private static final Pattern HIDDEN = Pattern.compile("UUID|INET[46]|BINARY\\((4|16)\\)");

    private final MySqlVersion version;

    Dialect(MySqlVersion version) {
        this.version = version;
    }

    MySqlVersion version() {
        return version;
    }

    Map<String, String> serverOptions() {
        return OTHER_TIME_ZONE;
    }

    Set<RowImage> images() {
        return this == MARIADB ? EnumSet.allOf(RowImage.class) : EnumSet.complementOf(EnumSet.of(RowImage.FULL_NODUP));
    }

    /** Whether an update can log what has changed within a JSON document. */
    boolean hasPartialJson() {
        return this != MARIADB;
    }

    /** Whether it has UUIDs, addresses and compressed columns. */
    boolean hasMariaDbTypes() {
        return this == MARIADB;
    }

    /** Columns with the values at their bounds. */
    List<Sample> boundaries() {
        List<Sample> samples = new ArrayList<>(this == MARIADB ? Samples.ofMariaDb() : Samples.all());
        if (this == MYSQL_9) {
            samples.addAll(Samples.since9());
        }
        return samples;
    }

    List<String> compression(boolean on) {
        return this == MARIADB
                ? List.of("SET GLOBAL log_bin_compress = " + on, "SET GLOBAL log_bin_compress_min_len = 10")
                : List.of("SET SESSION binlog_transaction_compression = " + on);
    }

    /** Returns a document as a value: text where JSON is but a name for a type of text. */
    String json(String literal) {
        return this == MARIADB ? literal : "CAST(" + literal + " AS JSON)";
    }

    /** Whether a column's type is known from the catalogue only, even with full metadata. */
    boolean hidesTypeOf(Sample sample) {
        return this == MARIADB && HIDDEN.matcher(sample.definition()).find();
    }
}
