package dev.tributary.internal.runtime;

import dev.tributary.DeadLetter;
import dev.tributary.ErrorPolicy;
import dev.tributary.ErrorPolicy.ToDeadLetters;
import dev.tributary.SinkException;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The writers of dead letters, one for each sink that a policy names. Letters come from the pipeline's thread and from
 * threads of sinks; the lock is held while one is written, since a writer takes one call at a time, and since a position
 * must not pass a letter that another thread is still storing.
 */
final class DeadLetters {

    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(30);
    private static final Split SPLIT = new Split("dead-letters");

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ToDeadLetters, SinkWriter<? super DeadLetter>> writers = new ConcurrentHashMap<>();
    private boolean unstored;

    /** Opens the writer of a policy if it has one. */
    void open(ErrorPolicy policy, Supplier<SinkContext> context) throws InterruptedException {
        if (policy instanceof ErrorPolicy.Retry retry) {
            open(retry.otherwise(), context);
        } else if (policy instanceof ToDeadLetters letters && !writers.containsKey(letters)) {
            writers.put(letters, letters.sink().open(context.get()));
        }
    }

    /** Writes a letter; it is stored for sure after the next {@link #flush}. */
    void write(ToDeadLetters policy, DeadLetter letter) throws InterruptedException {
        SinkWriter<? super DeadLetter> writer = writers.get(policy);
        if (writer == null) {
            throw new IllegalStateException(
                    "The dead-letter sink " + policy.sink().describe() + " is not open");
        }
        lock.lockInterruptibly();
        try {
            unstored = true;
            write(writer, letter);
        } finally {
            lock.unlock();
        }
    }

    private static <T> void write(SinkWriter<T> writer, DeadLetter letter) throws InterruptedException {
        @SuppressWarnings("unchecked") // T is DeadLetter or a supertype of it
        T element = (T) letter;
        StreamRecord<T> record = letter.key().isPresent()
                ? StreamRecord.of(element, letter.key().get(), letter.origin(), SPLIT, 0)
                : StreamRecord.withoutKey(element, letter.origin(), SPLIT, 0);
        writer.write(record);
    }

    /** Returns when every letter written so far is stored. */
    void flush() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!unstored) {
                return;
            }
            for (Map.Entry<ToDeadLetters, SinkWriter<? super DeadLetter>> entry : writers.entrySet()) {
                if (!entry.getValue().flush(FLUSH_LIMIT)) {
                    throw new SinkException("Dead letters were not stored by "
                            + entry.getKey().sink().describe() + " within " + FLUSH_LIMIT.toSeconds()
                            + " s: is it reachable?");
                }
            }
            unstored = false;
        } finally {
            lock.unlock();
        }
    }

    void abort() {
        writers.values().forEach(SinkWriter::abort);
    }

    void close() {
        writers.values().forEach(SinkWriter::close);
    }
}
