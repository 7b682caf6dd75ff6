package dev.tributary.kafka;

import dev.tributary.TableSchema;
import java.util.List;
import java.util.Objects;

/**
 * How {@link KafkaSource#changeEvents(ChangeReading)} reads records that do not tell all.
 *
 * <p>Immutable.
 */
public final class ChangeReading {

    private static final ChangeReading STANDARD = new ChangeReading(List.of(), PartitionedTableChanges.FAIL, false);

    private final List<TableSchema> schemas;
    private final PartitionedTableChanges partitionedTableChanges;
    private final boolean transactions;

    private ChangeReading(
            List<TableSchema> schemas, PartitionedTableChanges partitionedTableChanges, boolean transactions) {
        this.schemas = schemas;
        this.partitionedTableChanges = partitionedTableChanges;
        this.transactions = transactions;
    }

    /** Returns the way in which {@link KafkaSource#changeEvents()} reads. */
    public static ChangeReading standard() {
        return STANDARD;
    }

    /**
     * Returns this way, but with the columns of tables whose records do not describe them: those that others wrote as
     * Maxwell's JSON, or as Debezium's without Connect's schema. Records with our header {@link ChangeHeader#COLUMNS}
     * are read by that.
     */
    public ChangeReading schemas(List<TableSchema> tables) {
        return new ChangeReading(List.copyOf(tables), partitionedTableChanges, transactions);
    }

    /** Returns this way, but with another answer to changes of tables in topics of several partitions. */
    public ChangeReading partitionedTableChanges(PartitionedTableChanges policy) {
        return new ChangeReading(schemas, Objects.requireNonNull(policy, "policy"), transactions);
    }

    /**
     * Returns this way, but with the source telling sinks where transactions of the database begin and end, by what each change
     * says of its own: for those that store transactions whole. The topic must be one and have one partition, in which the changes
     * are in their order; else the pipeline is refused.
     *
     * <p>A transaction ends with the change that says so, or where that is not in the topic (it was filtered out, or written by
     * somebody who does not say it) when the next one begins: so the last in the topic may be held back until then. Write the topic
     * exactly once: a transaction that stands there a second time, behind others, is one more step, back to what it left.
     */
    public ChangeReading transactions() {
        return new ChangeReading(schemas, partitionedTableChanges, true);
    }

    /** Returns whether the source tells where transactions begin and end; by default it does not. */
    public boolean tellsTransactions() {
        return transactions;
    }

    /** Returns the columns of tables that were given. */
    public List<TableSchema> schemas() {
        return schemas;
    }

    /**
     * Returns what becomes of changes of tables in topics of several partitions; by default {@link
     * PartitionedTableChanges#FAIL}.
     */
    public PartitionedTableChanges partitionedTableChanges() {
        return partitionedTableChanges;
    }
}
