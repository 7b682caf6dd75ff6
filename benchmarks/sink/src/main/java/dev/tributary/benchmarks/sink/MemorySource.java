package dev.tributary.benchmarks.sink;

import dev.tributary.ChangeEvent;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes that are in memory.
 *
 * @param changes what there is
 * @param begin is told when the first are asked for
 */
record MemorySource(List<ChangeEvent> changes, Runnable begin) implements Source<ChangeEvent> {

    private static final Split SPLIT = new Split("memory");

    /** About what a change holds of its event. */
    private static final int BYTES = 300;

    private static final int AT_ONCE = 500;

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public Set<Trait> gives() {
        return Set.of(Trait.KEYS);
    }

    @Override
    public SourceReader<ChangeEvent> open(SourceContext context) {
        return new Reader(context);
    }

    @Override
    public Position decodePosition(String encoded) {
        return new Delivered(Long.parseLong(encoded));
    }

    private final class Reader implements SourceReader<ChangeEvent> {

        private final SourceContext context;
        private int delivered;

        Reader(SourceContext context) {
            this.context = context;
        }

        @Override
        public Batch<ChangeEvent> poll(Duration timeout) throws InterruptedException {
            Batch.Builder<ChangeEvent> batch = Batch.builder();
            if (delivered == 0) {
                begin.run();
                context.assigned(Set.of(SPLIT));
                batch.advanced(SPLIT, new Delivered(0));
            }
            int end = Math.min(changes.size(), delivered + AT_ONCE);
            for (; delivered < end; delivered++) {
                ChangeEvent change = changes.get(delivered);
                batch.record(StreamRecord.of(change, change.key(), change.origin(), SPLIT, BYTES));
                batch.holding(BYTES);
            }
            batch.advanced(SPLIT, new Delivered(delivered));
            return delivered == changes.size() ? batch.buildLast() : batch.build();
        }

        @Override
        public void acknowledge(Map<Split, Position> durable) {
            // nobody asks how far it was
        }

        @Override
        public Map<Split, Position> end() {
            return Map.of(SPLIT, new Delivered(changes.size()));
        }

        @Override
        public void wakeup() {
            // it never waits
        }

        @Override
        public void abort() {
            // it never waits
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** How many were delivered. */
    private record Delivered(long number) implements Position {

        @Override
        public boolean covers(Position other) {
            return number >= ((Delivered) other).number;
        }

        @Override
        public boolean includes(Origin origin) {
            return false;
        }

        @Override
        public String encode() {
            return Long.toString(number);
        }
    }
}
