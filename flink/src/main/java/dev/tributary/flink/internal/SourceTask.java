package dev.tributary.flink.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.flink.StreamSplit;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of Tributary in a subtask of Flink. What lies between two positions is emitted in one call, between which Flink takes its
 * checkpoints: so a checkpoint has a position that covers what was emitted before it, and nothing else. It is at most what the source
 * reads between two positions: for a binlog a transaction, of a large one a mebibyte, or a chunk of a snapshot.
 *
 * <p>Confined to the task's thread.
 */
public final class SourceTask implements SourceReader<ChangeEvent, StreamSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(SourceTask.class);

    private final SourceReaderContext context;
    private final Source<ChangeEvent> source;
    private final Options options;
    private final BatchQueue<ChangeEvent> queue;
    private final Counter received;
    private final Counter undecodable;
    private @Nullable SourceThread<ChangeEvent> thread;
    private @Nullable StreamSplit split;
    private @Nullable Position position;
    private boolean noMoreSplits;

    /**
     * What a user chose.
     *
     * @param byteBudget how many bytes may be read and not emitted
     */
    public record Options(long byteBudget, boolean skipUndecodable, Consumer<TableChange> onTableChange) {}

    /** Creates a task that waits for its split. */
    public SourceTask(SourceReaderContext context, Source<ChangeEvent> source, Options options) {
        this.context = context;
        this.source = source;
        this.options = options;
        this.queue = new BatchQueue<>(options.byteBudget());
        this.received = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
        this.undecodable = context.metricGroup().counter("undecodableRecords");
    }

    @Override
    public void start() {
        if (split == null) {
            context.sendSplitRequest();
        }
    }

    @Override
    public void addSplits(List<StreamSplit> splits) {
        for (StreamSplit added : splits) {
            begin(added);
        }
    }

    private void begin(StreamSplit added) {
        split = added;
        position = added.position() == null ? null : source.decodePosition(added.position());
        SourceThread<ChangeEvent> begun = new SourceThread<>(
                source.describe(),
                source,
                position,
                queue,
                context.getUserCodeClassLoader().asClassLoader(),
                context.metricGroup().counter("reconnects"));
        context.metricGroup().setPendingBytesGauge(() -> begun.bytesBehind().orElse(-1));
        thread = begun;
        begun.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<ChangeEvent> output) throws Exception {
        Batch<ChangeEvent> batch = queue.poll();
        if (batch == null) {
            if (split == null) {
                output.markIdle(); // another subtask has all there is
            }
            return noMoreSplits && split == null ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }
        Emission emission = new Emission(output);
        batch.deliver(emission);
        while (!emission.isAtPosition && !batch.isLast()) {
            batch = queue.take();
            batch.deliver(emission);
        }
        return batch.isLast() ? InputStatus.END_OF_INPUT : InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return noMoreSplits && split == null ? CompletableFuture.completedFuture(null) : queue.available();
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        queue.wakeup();
    }

    @Override
    public List<StreamSplit> snapshotState(long checkpoint) {
        if (split == null) {
            return List.of();
        }
        return List.of(position == null ? split : new StreamSplit(position.encode()));
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.close();
        }
    }

    /** Emits what lies before a position. */
    private final class Emission implements StreamHandler<ChangeEvent> {

        private final ReaderOutput<ChangeEvent> output;
        private boolean isAtPosition = true;

        Emission(ReaderOutput<ChangeEvent> output) {
            this.output = output;
        }

        @Override
        public void record(StreamRecord<ChangeEvent> record) {
            isAtPosition = false;
            received.inc();
            output.collect(record.value(), record.origin().time().toEpochMilli());
        }

        @Override
        public void undecodable(Undecodable bytes) {
            if (!options.skipUndecodable()) {
                throw bytes.cause();
            }
            isAtPosition = false;
            undecodable.inc();
            LOG.warn(
                    "What came from {} cannot be decoded and is skipped: {}",
                    bytes.origin(),
                    bytes.cause().getMessage());
        }

        @Override
        public void transactionBegan(Split of, Transaction transaction) {
            isAtPosition = false;
        }

        @Override
        public void transactionCommitted(Split of, Transaction transaction) {
            isAtPosition = false;
        }

        @Override
        public void tableChanged(Split of, TableChange change) {
            isAtPosition = false;
            options.onTableChange().accept(change);
        }

        @Override
        public void advanced(Split of, Position reached) {
            isAtPosition = true;
            position = reached;
        }
    }
}
