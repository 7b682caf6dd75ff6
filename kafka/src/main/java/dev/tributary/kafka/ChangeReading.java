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

    private static final ChangeReading STANDARD = new ChangeReading(List.of(), PartitionedTableChanges.FAIL);

    private final List<TableSchema> schemas;
    private final PartitionedTableChanges partitionedTableChanges;

    private ChangeReading(List<TableSchema> schemas, PartitionedTableChanges partitionedTableChanges) {
        this.schemas = schemas;
        this.partitionedTableChanges = partitionedTableChanges;
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
        return new ChangeReading(List.copyOf(tables), partitionedTableChanges);
    }

    /** Returns this way, but with another answer to changes of tables in topics of several partitions. */
    public ChangeReading partitionedTableChanges(PartitionedTableChanges policy) {
        return new ChangeReading(schemas, Objects.requireNonNull(policy, "policy"));
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
