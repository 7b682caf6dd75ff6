package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.ConfigurationException;
import dev.tributary.flink.internal.OneSplitEnumerator;
import dev.tributary.flink.internal.SourceTask;
import dev.tributary.flink.internal.StreamSplitSerializer;
import dev.tributary.flink.internal.TableChanges;
import dev.tributary.spi.Trait;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * Runs a source of Tributary that is one ordered stream, {@code MySqlSource} above all, in a job of Flink: straight from the binlog, without
 * Kafka between.
 *
 * <pre>{@code
 * DataStream<ChangeEvent> orders = flink.fromSource(
 *         TributarySource.changeEvents(() -> MySqlSource.builder()
 *                         .endpoint("db.internal", 3306).credentials("tributary", Secret.from(Passwords::read))
 *                         .tables("shop.orders").startFrom(StartFrom.snapshot())
 *                         .build())
 *                 .build(),
 *         WatermarkStrategy.forMonotonousTimestamps(), "orders")
 *         .uid("orders");
 * }</pre>
 *
 * <p>Guarantee: exactly once in Flink's state. A checkpoint has the position behind what was emitted before it, chunks of a snapshot
 * included, so that a job goes on there after a failure or from a savepoint, with any parallelism. The position in a checkpoint replaces that of
 * the source's own settings.
 *
 * <p>One subtask reads, since a binlog is one stream; it reads the rows of a snapshot by several connections beside the stream, as the
 * source is set. Other subtasks are idle: {@code setParallelism(1)} spares them, and {@code ChangeEvents.keyByRow} spreads the changes behind it. The
 * timestamp of an element is the time of its commit; of rows of a snapshot it is the time of reading.
 *
 * <p>What fails to be decoded, and a change of a table as a whole, such as {@code TRUNCATE}, fails the job with the source's message. A
 * connection that is lost is made anew by the source itself.
 *
 * <p>Immutable.
 */
public final class TributarySource
        implements Source<ChangeEvent, StreamSplit, Optional<StreamSplit>>, ResultTypeQueryable<ChangeEvent> {

    private static final long serialVersionUID = 1L;

    private final SerializableSupplier<dev.tributary.spi.Source<ChangeEvent>> source;
    private final long byteBudget;
    private final boolean skipUndecodable;
    private final boolean ignoreTableChanges;
    private final boolean bounded;

    private TributarySource(Builder builder) {
        this.source = builder.source;
        this.byteBudget = builder.byteBudget;
        this.skipUndecodable = builder.skipUndecodable;
        this.ignoreTableChanges = builder.ignoreTableChanges;
        this.bounded = builder.bounded;
    }

    /**
     * Begins a source of change events.
     *
     * @param source makes the source in the subtask that reads
     */
    public static Builder changeEvents(SerializableSupplier<dev.tributary.spi.Source<ChangeEvent>> source) {
        return new Builder(source);
    }

    @Override
    public Boundedness getBoundedness() {
        return bounded ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    /**
     * Opens a reader, which begins when it has got the split.
     *
     * @throws ConfigurationException if the source is not one ordered stream
     */
    @Override
    public SourceReader<ChangeEvent, StreamSplit> createReader(SourceReaderContext context) {
        dev.tributary.spi.Source<ChangeEvent> made = source.get();
        if (!made.gives().contains(Trait.ONE_SPLIT)) {
            throw new ConfigurationException(made.describe()
                    + " is read in Flink by Flink's own connector, since it is not " + Trait.ONE_SPLIT.description());
        }
        return new SourceTask(
                context,
                made,
                new SourceTask.Options(
                        byteBudget, skipUndecodable, ignoreTableChanges ? change -> {} : TableChanges::refuse));
    }

    @Override
    public SplitEnumerator<StreamSplit, Optional<StreamSplit>> createEnumerator(
            SplitEnumeratorContext<StreamSplit> context) {
        return new OneSplitEnumerator(context, bounded, Optional.of(new StreamSplit(null)));
    }

    @Override
    public SplitEnumerator<StreamSplit, Optional<StreamSplit>> restoreEnumerator(
            SplitEnumeratorContext<StreamSplit> context, Optional<StreamSplit> free) {
        return new OneSplitEnumerator(context, bounded, free);
    }

    @Override
    public SimpleVersionedSerializer<StreamSplit> getSplitSerializer() {
        return new StreamSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Optional<StreamSplit>> getEnumeratorCheckpointSerializer() {
        return new OneSplitEnumerator.StateSerializer();
    }

    @Override
    public TypeInformation<ChangeEvent> getProducedType() {
        return ChangeEventTypeInfo.INSTANCE;
    }

    /** Builds a source. Confined to one thread. */
    public static final class Builder {

        private static final long DEFAULT_BYTE_BUDGET = 16L << 20;

        private final SerializableSupplier<dev.tributary.spi.Source<ChangeEvent>> source;
        private long byteBudget = DEFAULT_BYTE_BUDGET;
        private boolean skipUndecodable;
        private boolean ignoreTableChanges;
        private boolean bounded;

        private Builder(SerializableSupplier<dev.tributary.spi.Source<ChangeEvent>> source) {
            this.source = Objects.requireNonNull(source, "source");
        }

        /** Limits the bytes of changes that are read and not emitted, at least 1; by default 16 MiB. */
        public Builder byteBudget(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("byteBudget must be at least 1, but is " + bytes);
            }
            byteBudget = bytes;
            return this;
        }

        /** Skips changes that cannot be decoded, with a warning in the log and a count in the metric {@code undecodableRecords}. */
        public Builder skipUndecodable() {
            skipUndecodable = true;
            return this;
        }

        /** Passes over changes of tables as a whole, such as {@code TRUNCATE}. */
        public Builder ignoreTableChanges() {
            ignoreTableChanges = true;
            return this;
        }

        /** Says that the source ends by itself, as one does that only copies what is there, so that Flink may run the job as a batch. */
        public Builder bounded() {
            bounded = true;
            return this;
        }

        /** Returns the source. */
        public TributarySource build() {
            return new TributarySource(this);
        }
    }
}
