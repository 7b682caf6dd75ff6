package dev.tributary.internal.runtime;

import dev.tributary.RetriableException;
import dev.tributary.scripted.Place;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Member;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A source whose splits are shared: the reader of each member has the one of its number, {@code s1}, {@code s2}, …. */
final class SharedSource implements Source<String> {

    /** What the readers' contexts said of their members. */
    final List<Member> members = new CopyOnWriteArrayList<>();

    /** What was acknowledged to the readers. */
    final Map<Split, Position> acknowledged = new ConcurrentHashMap<>();

    private final Map<Integer, BlockingQueue<String>> waiting = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> ends = new ConcurrentHashMap<>();

    /** Puts an element at the end of the split of a member. */
    void put(int member, String element) {
        ends.computeIfAbsent(member, number -> new AtomicInteger()).incrementAndGet();
        queue(member).add(element);
    }

    private BlockingQueue<String> queue(int member) {
        return waiting.computeIfAbsent(member, number -> new LinkedBlockingQueue<>());
    }

    @Override
    public String describe() {
        return "shared source";
    }

    @Override
    public SourceReader<String> open(SourceContext context) {
        members.add(context.member());
        return new Reader(context);
    }

    @Override
    public Position decodePosition(String encoded) {
        return Place.decode(encoded);
    }

    @Override
    public boolean keepsPositions() {
        return true;
    }

    @Override
    public Set<Trait> gives() {
        return Set.of(Trait.SHARED_SPLITS);
    }

    private final class Reader implements SourceReader<String> {

        private final SourceContext context;
        private final int number;
        private final Split split;
        private int next = -1;

        Reader(SourceContext context) {
            this.context = context;
            this.number = context.member().number();
            this.split = new Split("s" + number);
        }

        @Override
        public Batch<String> poll(Duration timeout) throws InterruptedException {
            Batch.Builder<String> batch = Batch.builder();
            if (next < 0) {
                context.assigned(Set.of(split));
                context.connected("shared");
                next = 0;
                return batch.advanced(split, new Place.Behind(0)).build();
            }
            String element = queue(number).poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (element == null) {
                return batch.build();
            }
            next++;
            return batch.record(StreamRecord.withoutKey(element, new Place.At(split.id(), next - 1), split, 1))
                    .advanced(split, new Place.Behind(next))
                    .build();
        }

        @Override
        public void acknowledge(Map<Split, Position> durable) {
            acknowledged.putAll(durable);
        }

        @Override
        public Map<Split, Position> end() {
            if (next < 0) {
                throw new RetriableException("not assigned yet");
            }
            AtomicInteger end = ends.get(number);
            return new HashMap<>(Map.of(split, new Place.Behind(end == null ? 0 : end.get())));
        }

        @Override
        public void wakeup() {}

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }
}
