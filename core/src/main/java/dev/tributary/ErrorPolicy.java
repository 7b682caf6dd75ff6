package dev.tributary;

import dev.tributary.spi.Sink;
import java.util.Objects;

/**
 * What a pipeline does with a record that cannot be decoded, processed or stored. Nothing is ever dropped silently.
 *
 * <p>Immutable.
 */
public sealed interface ErrorPolicy {

    /** Returns the policy that ends the pipeline with an error that names the record's place: the default. */
    static ErrorPolicy fail() {
        return new Fail();
    }

    /** Returns the policy that leaves the record out, with a line in the log, a call of the listener and a count. */
    static ErrorPolicy skip() {
        return new Skip();
    }

    /**
     * Returns the policy that stores the record in another sink, with the reason, before the pipeline's position passes
     * it.
     *
     * @throws IllegalArgumentException if the sink keeps positions together with the data, since a dead letter has none
     */
    static ErrorPolicy deadLetter(Sink<? super DeadLetter> sink) {
        if (sink.keepsPositions()) {
            throw new IllegalArgumentException(
                    "A sink of dead letters stores each at once, and cannot keep positions with them," + " as "
                            + sink.describe() + " does: leave out exactlyOnce()");
        }
        return new ToDeadLetters(Objects.requireNonNull(sink, "sink"));
    }

    /**
     * Returns the policy that tries again, and ends the pipeline when that does not help. In a step it calls the steps
     * again with the same record. At a sink it opens source and sink anew at the saved position after a
     * {@link RetriableException}, be it the sink's or the source's, that their own retries have not overcome.
     *
     * @param retries how often to try again in a row without progress, at least 1
     */
    static Retry retry(int retries, Backoff backoff) {
        return new Retry(retries, backoff, new Fail());
    }

    /** Ends the pipeline. */
    record Fail() implements ErrorPolicy {}

    /** Leaves the record out. */
    record Skip() implements ErrorPolicy {}

    /**
     * Stores the record elsewhere.
     *
     * @param sink where
     */
    record ToDeadLetters(Sink<? super DeadLetter> sink) implements ErrorPolicy {}

    /**
     * Tries again.
     *
     * @param retries how often in a row without progress
     * @param backoff how long to wait before each
     * @param otherwise what to do when that did not help
     */
    record Retry(int retries, Backoff backoff, ErrorPolicy otherwise) implements ErrorPolicy {

        /** Checks the number and that policies do not nest. */
        public Retry {
            Objects.requireNonNull(backoff, "backoff");
            if (retries < 1) {
                throw new IllegalArgumentException("retries must be at least 1, but is " + retries);
            }
            if (otherwise instanceof Retry) {
                throw new IllegalArgumentException("What follows after retries cannot be more retries");
            }
        }

        /** Returns this policy with something else than failing when the retries did not help. */
        public Retry orElse(ErrorPolicy policy) {
            return new Retry(retries, backoff, Objects.requireNonNull(policy, "policy"));
        }
    }
}
