package dev.tributary.binlog.internal.event;

import org.jspecify.annotations.Nullable;

/** The types of binlog events that MySQL and MariaDB write; those from 160 on are MariaDB's. */
public enum EventType {
    QUERY(2),
    STOP(3),
    ROTATE(4),
    INTVAR(5),
    APPEND_BLOCK(9),
    DELETE_FILE(11),
    RAND(13),
    USER_VAR(14),
    FORMAT_DESCRIPTION(15),
    XID(16),
    BEGIN_LOAD_QUERY(17),
    EXECUTE_LOAD_QUERY(18),
    TABLE_MAP(19),
    WRITE_ROWS_V1(23),
    UPDATE_ROWS_V1(24),
    DELETE_ROWS_V1(25),
    INCIDENT(26),
    HEARTBEAT(27),
    IGNORABLE(28),
    ROWS_QUERY(29),
    WRITE_ROWS(30),
    UPDATE_ROWS(31),
    DELETE_ROWS(32),
    GTID(33),
    ANONYMOUS_GTID(34),
    PREVIOUS_GTIDS(35),
    TRANSACTION_CONTEXT(36),
    VIEW_CHANGE(37),
    XA_PREPARE(38),
    PARTIAL_UPDATE_ROWS(39),
    TRANSACTION_PAYLOAD(40),
    HEARTBEAT_V2(41),
    GTID_TAGGED(42),
    ANNOTATE_ROWS(160),
    BINLOG_CHECKPOINT(161),
    MARIADB_GTID(162),
    GTID_LIST(163),
    START_ENCRYPTION(164),
    QUERY_COMPRESSED(165),
    WRITE_ROWS_COMPRESSED_V1(166),
    UPDATE_ROWS_COMPRESSED_V1(167),
    DELETE_ROWS_COMPRESSED_V1(168),
    WRITE_ROWS_COMPRESSED(169),
    UPDATE_ROWS_COMPRESSED(170),
    DELETE_ROWS_COMPRESSED(171);

    private static final @Nullable EventType[] BY_CODE = new EventType[256];

    static {
        for (EventType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    EventType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The type with this code, or null when this library does not know it. */
    public static @Nullable EventType ofCode(int code) {
        return BY_CODE[code];
    }

    /** Whether events of this type hold row images. */
    public boolean isRows() {
        return switch (this) {
            case WRITE_ROWS_V1,
                    UPDATE_ROWS_V1,
                    DELETE_ROWS_V1,
                    WRITE_ROWS,
                    UPDATE_ROWS,
                    DELETE_ROWS,
                    PARTIAL_UPDATE_ROWS -> true;
            default -> false;
        };
    }
}
