package dev.tributary.kafka;

/** What a header of a record can tell of the change that its value holds. Header values are UTF-8. */
public enum ChangeHeader {
    /**
     * The description of the table's columns, by which {@link KafkaSource#changeEvents()} restores exact types of a
     * Debezium envelope, alone or in a CloudEvent. In other formats a reader of yours may want it.
     */
    COLUMNS("tributary-schema"),
    /** The operation by its letter in the envelope: {@code c}, {@code u}, {@code d} or {@code r}. */
    OPERATION("tributary-op"),
    /**
     * The place in the source's binlog: {@code file:offset:event:row}, as the envelope's {@code source} has them, after
     * the transaction's GTID and a space where there is one. Two records of one place are one change: delivered twice,
     * or the two halves of a changed key.
     */
    POSITION("tributary-position"),
    /** The commit time of the transaction in ISO 8601, in UTC. */
    COMMIT_TIME("tributary-commit-time");

    private final String headerName;

    ChangeHeader(String headerName) {
        this.headerName = headerName;
    }

    /** Returns the name of the header. */
    public String headerName() {
        return headerName;
    }
}
