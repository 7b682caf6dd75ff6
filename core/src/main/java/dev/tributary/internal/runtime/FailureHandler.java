package dev.tributary.internal.runtime;

import dev.tributary.DeadLetter;
import dev.tributary.DecodeException;
import dev.tributary.ErrorPolicy;
import dev.tributary.PipelineException;
import dev.tributary.internal.runtime.PipelineSettings.Policies;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;

/**
 * Applies the error policies to single records. Each method returns when the record is taken care of, and throws a
 * {@link PipelineException} when the policy is to fail. Thread-safe.
 */
final class FailureHandler {

    private final String pipeline;
    private final Policies policies;
    private final DeadLetters deadLetters;
    private final Telemetry telemetry;
    private final Runnable ensureRunning;

    /**
     * Creates the handler.
     *
     * @param ensureRunning throws if the run is being broken off: a failure is its consequence then, and no policy applies
     */
    FailureHandler(
            String pipeline, Policies policies, DeadLetters deadLetters, Telemetry telemetry, Runnable ensureRunning) {
        this.ensureRunning = ensureRunning;
        this.pipeline = pipeline;
        this.policies = policies;
        this.deadLetters = deadLetters;
        this.telemetry = telemetry;
    }

    void undecodable(Undecodable bytes) throws InterruptedException {
        apply(
                afterRetries(policies.decode()),
                new DeadLetter(
                        pipeline, DeadLetter.Stage.DECODE, bytes.origin(), bytes.cause(), bytes.key(), bytes.value()),
                "a record cannot be decoded");
    }

    void stepFailed(StreamRecord<?> record, Throwable cause) throws InterruptedException {
        if (cause instanceof DecodeException) {
            apply(
                    afterRetries(policies.decode()),
                    letter(DeadLetter.Stage.DECODE, record, cause),
                    "a record cannot be decoded");
        } else {
            apply(afterRetries(policies.step()), letter(DeadLetter.Stage.STEP, record, cause), "a step failed");
        }
    }

    void sinkRejected(String sink, StreamRecord<?> record, Throwable cause) throws InterruptedException {
        boolean decoding = cause instanceof DecodeException;
        apply(
                afterRetries(decoding ? policies.decode() : policies.sink()),
                letter(decoding ? DeadLetter.Stage.DECODE : DeadLetter.Stage.SINK, record, cause),
                sink + " cannot store a record");
        // A writer that stores positions itself may do so at once.
        deadLetters.flush();
    }

    /** Returns when every dead letter so far is stored. */
    void storeDeadLetters() throws InterruptedException {
        deadLetters.flush();
    }

    /** Returns what throws if the run is being broken off. */
    Runnable ensureRunning() {
        return ensureRunning;
    }

    private DeadLetter letter(DeadLetter.Stage stage, StreamRecord<?> record, Throwable cause) {
        return new DeadLetter(pipeline, stage, record.origin(), cause, record.key(), record.value());
    }

    private static ErrorPolicy afterRetries(ErrorPolicy policy) {
        return policy instanceof ErrorPolicy.Retry retry ? retry.otherwise() : policy;
    }

    private void apply(ErrorPolicy policy, DeadLetter letter, String what) throws InterruptedException {
        ensureRunning.run();
        if (policy instanceof ErrorPolicy.ToDeadLetters letters) {
            deadLetters.write(letters, letter);
            telemetry.deadLetter(letter);
        } else if (policy instanceof ErrorPolicy.Skip) {
            telemetry.skipped(letter);
        } else {
            throw new PipelineException(pipeline, what, letter.origin(), letter.reason());
        }
    }
}
