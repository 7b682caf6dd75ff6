package dev.tributary.binlog.differential;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What decides how a server writes its binlog. */
enum Setting {
    FULL_IMAGES(Map.of(), "SET SESSION binlog_row_image = FULL"),
    MINIMAL_IMAGES(Map.of(), "SET SESSION binlog_row_image = MINIMAL"),
    NOBLOB_IMAGES(Map.of(), "SET SESSION binlog_row_image = NOBLOB"),
    COMPRESSED(Map.of(), "SET SESSION binlog_transaction_compression = ON"),
    PARTIAL_JSON(Map.of(), "SET SESSION binlog_row_value_options = PARTIAL_JSON"),
    /** No session but that which writes, and says so, is in UTC. */
    OTHER_TIME_ZONE(Map.of("default-time-zone", "+05:45"), "SET SESSION binlog_row_image = FULL"),
    /** Names and types come from the catalogue, which is trusted only while nobody alters the table. */
    MINIMAL_METADATA(Map.of("binlog-row-metadata", "MINIMAL"), "SET SESSION binlog_row_image = FULL");

    private final Map<String, String> serverOptions;
    private final List<String> session;

    Setting(Map<String, String> serverOptions, String... session) {
        this.serverOptions = serverOptions;
        this.session = List.of(session);
    }

    Map<String, String> serverOptions() {
        return serverOptions;
    }

    List<String> session() {
        return session;
    }

    boolean admitsAlters() {
        return this != MINIMAL_METADATA;
    }

    /** Whether each image holds all columns. */
    boolean holdsAllColumns() {
        return !Set.of(MINIMAL_IMAGES, NOBLOB_IMAGES).contains(this);
    }
}
