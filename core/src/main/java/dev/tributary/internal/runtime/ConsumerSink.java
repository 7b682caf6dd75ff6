package dev.tributary.internal.runtime;

import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Calls a function of the host with each element: what it has returned from is stored. */
record ConsumerSink<T>(Consumer<? super T> consumer) implements Sink<T> {

    ConsumerSink {
        Objects.requireNonNull(consumer, "consumer");
    }

    @Override
    public String describe() {
        return "a function of the host";
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return new Writer<>(consumer, context);
    }

    private record Writer<T>(Consumer<? super T> consumer, SinkContext context) implements SinkWriter<T> {

        @Override
        @SuppressWarnings("IllegalCatch") // whatever the host's function throws is the record's failure
        public void write(StreamRecord<T> record) throws InterruptedException {
            try {
                consumer.accept(record.value());
            } catch (RuntimeException failure) {
                context.rejected(record, failure);
            }
        }

        @Override
        public void advance(Split split, Position position) {
            context.durable(split, position);
        }

        @Override
        public boolean flush(Duration deadline) {
            return true;
        }

        @Override
        public void abort() {
            // the host's function is interrupted with the thread that it runs on
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
