package dev.tributary.benchmarks.kafka;

import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A sink that tells a meter of each record before it is written, and of the end once all of them are stored.
 *
 * @param rows how many there are
 */
record MeteredSink<T>(Sink<T> sink, CaptureMeter meter, long rows) implements Sink<T> {

    @Override
    public String describe() {
        return sink.describe();
    }

    @Override
    public SinkWriter<T> open(SinkContext context) throws InterruptedException {
        return new Writer<>(sink.open(context), meter, rows);
    }

    @Override
    public boolean keepsPositions() {
        return sink.keepsPositions();
    }

    private static final class Writer<T> implements SinkWriter<T> {

        private static final int UNKNOWN_BYTES = 0;

        private final SinkWriter<T> writer;
        private final CaptureMeter meter;
        private final long rows;
        private long written;

        Writer(SinkWriter<T> writer, CaptureMeter meter, long rows) {
            this.writer = writer;
            this.meter = meter;
            this.rows = rows;
        }

        @Override
        public void write(StreamRecord<T> record) throws InterruptedException {
            written++;
            meter.row(UNKNOWN_BYTES);
            writer.write(record);
        }

        @Override
        public boolean flush(Duration deadline) throws InterruptedException {
            boolean flushed = writer.flush(deadline);
            if (flushed && written == rows) {
                meter.mark();
            }
            return flushed;
        }

        @Override
        public void advance(Split split, Position position) throws InterruptedException {
            writer.advance(split, position);
        }

        @Override
        public void transactionBegan(Split split, Transaction transaction) {
            writer.transactionBegan(split, transaction);
        }

        @Override
        public void transactionCommitted(Split split, Transaction transaction) {
            writer.transactionCommitted(split, transaction);
        }

        @Override
        public void tableChanged(Split split, TableChange change) throws InterruptedException {
            writer.tableChanged(split, change);
        }

        @Override
        public Map<Split, String> stored(Set<Split> splits) throws InterruptedException {
            return writer.stored(splits);
        }

        @Override
        public boolean commitsForSource() {
            return writer.commitsForSource();
        }

        @Override
        public void abort() {
            writer.abort();
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
