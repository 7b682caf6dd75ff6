package dev.tributary.benchmarks.runner;

import java.util.Arrays;
import java.util.List;

/** Who reads the binlog, and into what. */
enum Contestant {
    TRIBUTARY_READ("Tributary, every column read by typed getters", Kit.TRIBUTARY, "ReadCapture"),
    TRIBUTARY_JSON("Tributary, JSON bytes", Kit.TRIBUTARY, "JsonCapture"),
    TRIBUTARY_RAW("Tributary's connection alone, events not decoded", Kit.TRIBUTARY, "RawCapture"),
    CONNECTOR_ROWS("mysql-binlog-connector, its own full decode", Kit.CONNECTOR, "RowCapture"),
    CONNECTOR_RAW("mysql-binlog-connector, row events as raw bytes", Kit.CONNECTOR, "RawCapture"),
    MYSQLBINLOG("mysqlbinlog --raw, to a file", Kit.MYSQL, ""),
    DEBEZIUM_CONNECT("Debezium Embedded, Connect records", Kit.DEBEZIUM, "ConnectCapture"),
    DEBEZIUM_JSON("Debezium Embedded, JSON strings", Kit.DEBEZIUM, "JsonCapture");

    /** Those that show how fast the server's events can be had. */
    static final List<Contestant> DRAINS = List.of(TRIBUTARY_RAW, CONNECTOR_RAW, MYSQLBINLOG);

    private final String title;
    private final Kit kit;
    private final String program;

    Contestant(String title, Kit kit, String program) {
        this.title = title;
        this.kit = kit;
        this.program = program;
    }

    /** Those that read a dataset; the connector alone cannot leave tables out, nor can mysqlbinlog. */
    static List<Contestant> of(Dataset dataset) {
        return dataset == Dataset.ONE_IN_TEN
                ? List.of(TRIBUTARY_READ, TRIBUTARY_JSON, TRIBUTARY_RAW, CONNECTOR_RAW, DEBEZIUM_JSON)
                : Arrays.asList(values());
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
