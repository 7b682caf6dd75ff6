package dev.tributary.kafka;

import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A sink that takes everything at once, and stores nothing before the test says so. Thread-safe. */
final class HeldSink<T> implements Sink<T> {

    private final List<T> taken = new ArrayList<>();
    private boolean released;

    /** Lets everything be stored, what was taken and what comes. */
    synchronized void release() {
        released = true;
        notifyAll();
    }

    /** Returns what was taken so far. */
    synchronized List<T> taken() {
        return List.copyOf(taken);
    }

    @Override
    public String describe() {
        return "held sink";
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return new Writer(context);
    }

    private record Mark(Split split, Position position) {}

    private final class Writer implements SinkWriter<T> {

        private final SinkContext context;
        private final List<Mark> marks = new ArrayList<>();

        Writer(SinkContext context) {
            this.context = context;
        }

        @Override
        public void write(StreamRecord<T> record) {
            synchronized (HeldSink.this) {
                taken.add(record.value());
            }
        }

        @Override
        public void advance(Split split, Position position) {
            marks.add(new Mark(split, position));
            synchronized (HeldSink.this) {
                if (released) {
                    report();
                }
            }
        }

        private void report() {
            marks.forEach(mark -> context.durable(mark.split(), mark.position()));
            marks.clear();
        }

        @Override
        public boolean flush(Duration deadline) throws InterruptedException {
            long end = System.nanoTime() + deadline.toNanos();
            synchronized (HeldSink.this) {
                while (!released) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    HeldSink.this.wait(left / 1_000_000 + 1);
                }
                report();
                return true;
            }
        }

        @Override
        public void abort() {
            release();
        }

        @Override
        public void close() {}
    }
}
