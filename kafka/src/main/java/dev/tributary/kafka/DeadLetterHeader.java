package dev.tributary.kafka;

/**
 * What a header of a record in a dead-letter topic tells, beside the headers that the record had before
 * ({@link KafkaSink#deadLetters}). Header values are UTF-8.
 */
public enum DeadLetterHeader {
    /** The name of the pipeline that could not handle the record. */
    PIPELINE("tributary-dead-letter-pipeline"),
    /** The part of the pipeline that failed: {@code DECODE}, {@code STEP} or {@code SINK}. */
    STAGE("tributary-dead-letter-stage"),
    /** Where the record came from, for people: {@code orders-0 offset 17}, or a place in a binlog. */
    ORIGIN("tributary-dead-letter-origin"),
    /** The record's timestamp, or the commit time of its transaction, in ISO 8601, in UTC. */
    TIME("tributary-dead-letter-time"),
    /** The class of the exception. */
    REASON("tributary-dead-letter-reason"),
    /** The message of the exception. */
    MESSAGE("tributary-dead-letter-message"),
    /** The topic that the record was read from; this and the two that follow are there if it came from Kafka. */
    TOPIC("tributary-dead-letter-topic"),
    /** The partition of that topic. */
    PARTITION("tributary-dead-letter-partition"),
    /** The offset in that partition. */
    OFFSET("tributary-dead-letter-offset");

    private final String headerName;

    DeadLetterHeader(String headerName) {
        this.headerName = headerName;
    }

    /** Returns the name of the header. */
    public String headerName() {
        return headerName;
    }
}
