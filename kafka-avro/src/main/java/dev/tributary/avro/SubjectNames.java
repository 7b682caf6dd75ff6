package dev.tributary.avro;

/**
 * Chooses the subject of a registry under which a schema is kept: all schemas of one subject must be compatible with each
 * other.
 *
 * <p>Thread-safe, and always the same for the same arguments.
 */
@FunctionalInterface
public interface SubjectNames {

    /**
     * Returns the subject of a schema.
     *
     * @param topic the topic of the record
     * @param record the full name of the schema, such as {@code orders.shop.orders.Envelope}
     * @param key whether it is the schema of keys, and not of values
     */
    String subject(String topic, String record, boolean key);

    /**
     * Returns the names by topic, {@code orders-value} and {@code orders-key}: the default, for topics of one table each.
     * Confluent's {@code TopicNameStrategy}.
     */
    static SubjectNames topic() {
        return (topic, record, key) -> topic + (key ? "-key" : "-value");
    }

    /** Returns the names by schema alone, for topics of several tables. Confluent's {@code RecordNameStrategy}. */
    static SubjectNames record() {
        return (topic, record, key) -> record;
    }

    /**
     * Returns the names by topic and schema, for topics of several tables. Confluent's {@code TopicRecordNameStrategy}.
     */
    static SubjectNames topicAndRecord() {
        return (topic, record, key) -> topic + "-" + record;
    }
}
