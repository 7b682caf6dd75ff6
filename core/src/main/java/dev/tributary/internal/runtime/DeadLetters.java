package dev.tributary.internal.runtime;

import dev.tributary.DeadLetter;
import dev.tributary.DecodeException;
import dev.tributary.ErrorPolicy;
import dev.tributary.ErrorPolicy.ToDeadLetters;
import dev.tributary.ValueException;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The writers of dead letters, one for each sink that a policy names. Letters come from the pipeline's thread and from
 * threads of sinks; the lock is held while one is written, since a writer takes one call at a time, and since a position
 * must not pass a letter that another thread is still storing.
 */
final class DeadLetters {

    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(30);
    private static final Split SPLIT = new Split("dead-letters");

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ToDeadLetters, Branch<?>> branches = new ConcurrentHashMap<>();
    private boolean unstored;

    /** Opens the writer of a policy if it has one. */
    void open(ErrorPolicy policy, Function<String, SinkContext> contexts) throws InterruptedException {
        if (policy instanceof ErrorPolicy.Retry retry) {
            open(retry.otherwise(), contexts);
        } else if (policy instanceof ToDeadLetters letters && !branches.containsKey(letters)) {
            String title = "the dead-letter sink " + letters.sink().describe();
            branches.put(letters, Branch.open(title, letters.sink(), contexts.apply(title)));
        }
    }

    /** Writes a letter; it is stored for sure after the next {@link #flush}. */
    void write(ToDeadLetters policy, DeadLetter letter) throws InterruptedException {
        Branch<?> branch = branches.get(policy);
        if (branch == null) {
            throw new IllegalStateException(
                    "The dead-letter sink " + policy.sink().describe() + " is not open");
        }
        StreamRecord<DeadLetter> record = record(letter);
        lock.lockInterruptibly();
        try {
            unstored = true;
            branch.write(record);
        } finally {
            lock.unlock();
        }
    }

    /** Under the key of its record, unless that is what cannot be read: no sink could make anything of it. */
    private static StreamRecord<DeadLetter> record(DeadLetter letter) {
        Optional<Object> key = letter.key().filter(DeadLetters::isReadable);
        return key.isPresent()
                ? StreamRecord.of(letter, key.get(), letter.origin(), SPLIT, 0)
                : StreamRecord.withoutKey(letter, letter.origin(), SPLIT, 0);
    }

    private static boolean isReadable(Object key) {
        try {
            int unused = key.hashCode(); // a key of columns reads their values
            return true;
        } catch (DecodeException | ValueException unreadable) {
            return false;
        }
    }

    /** Returns when every letter written so far is stored. */
    void flush() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!unstored) {
                return;
            }
            for (Branch<?> branch : branches.values()) {
                branch.flushWithin(FLUSH_LIMIT);
            }
            unstored = false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the writers, to break them off or close them. */
    Collection<Branch<?>> branches() {
        return branches.values();
    }
}
