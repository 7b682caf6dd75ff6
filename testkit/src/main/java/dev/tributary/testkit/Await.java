package dev.tributary.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something becomes true, by looking again and again, and says what was last seen if it does not.
 *
 * <p>An exception from looking counts as "not yet": the server may still be starting. The last one becomes the cause of
 * the failure. An interrupt ends the wait at once.
 */
public final class Await {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {}

    /**
     * Waits until a condition holds.
     *
     * @param description what is waited for, as in "no 'DESCRIPTION' within 10 s"
     * @throws TestkitException if it does not hold within {@code limit}
     */
    public static void until(String description, Duration limit, Callable<Boolean> condition) {
        untilValue(description, limit, condition, holds -> holds);
    }

    /**
     * Waits until a value is as wanted, and returns it.
     *
     * @param description what is waited for, as in "no 'DESCRIPTION' within 10 s"
     * @throws TestkitException if it is not as wanted within {@code limit}; the message has the last value seen
     */
    public static <T> T untilValue(String description, Duration limit, Callable<T> value, Predicate<? super T> wanted) {
        long begin = System.nanoTime();
        while (true) {
            Object seen;
            Exception failure = null;
            try {
                T current = Objects.requireNonNull(value.call(), "value");
                if (wanted.test(current)) {
                    return current;
                }
                seen = current;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TestkitException("Interrupted while waiting for '" + description + "'", e);
            } catch (Exception e) {
                seen = e;
                failure = e;
            }
            if (System.nanoTime() - begin > limit.toNanos()) {
                throw notYet(description, limit, seen, failure);
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new TestkitException("Interrupted while waiting for '" + description + "'");
            }
        }
    }

    private static TestkitException notYet(
            String description, Duration limit, Object seen, @Nullable Exception failure) {
        String message = "No '" + description + "' within " + limit.toMillis() / 1000.0 + " s; last seen: " + seen;
        return failure == null ? new TestkitException(message) : new TestkitException(message, failure);
    }
}
