package dev.tributary.kafka.internal;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.WakeupException;

/** A wake-up is meant for {@code poll} alone, but ends whatever call of the consumer comes next. */
final class Wakeups {

    private Wakeups() {}

    /** Calls the consumer, again if a wake-up was in the way. */
    static <R> R ignoring(Supplier<R> call) {
        while (true) {
            try {
                return call.get();
            } catch (WakeupException forPoll) {
                // it is used up now
            }
        }
    }
}
