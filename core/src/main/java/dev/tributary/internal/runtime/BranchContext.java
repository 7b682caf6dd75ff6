package dev.tributary.internal.runtime;

import dev.tributary.spi.Member;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Source;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** What an attempt does for the writer of one of its sinks. Thread-safe. */
final class BranchContext implements SinkContext {

    private final Attempt<?> attempt;
    private final String sink;
    private final Consumer<Report> onDurable;

    /** A position that a writer reports as stored. */
    record Report(Split split, Position position) {}

    BranchContext(Attempt<?> attempt, String sink, Consumer<Report> onDurable) {
        this.attempt = attempt;
        this.sink = sink;
        this.onDurable = onDurable;
    }

    @Override
    public String pipeline() {
        return attempt.settings().name();
    }

    @Override
    public Member member() {
        return attempt.member();
    }

    @Override
    public void durable(Split split, Position position) {
        onDurable.accept(new Report(split, position));
    }

    @Override
    public void failed(Throwable cause) {
        attempt.sinkFailed(sink, cause);
    }

    @Override
    public void rejected(StreamRecord<?> record, Throwable cause) throws InterruptedException {
        attempt.failures().sinkRejected(sink, record, cause);
    }

    @Override
    public void retried(Throwable cause) {
        attempt.telemetry().retried(cause);
    }

    @Override
    public void explained(String what, String how) {
        attempt.telemetry().explained(sink + ": " + what, how);
    }

    @Override
    public long byteBudget() {
        return attempt.settings().sinkBytes();
    }

    @Override
    public Optional<Source<?>> soleSource() {
        return attempt.soleSource();
    }

    @Override
    public Position decodePosition(String encoded) {
        return attempt.decodePosition(encoded);
    }

    @Override
    public CompletableFuture<Map<Split, Position>> sourceEnd() {
        return attempt.requestEnd();
    }

    @Override
    public ThreadFactory threads() {
        return attempt.threads();
    }
}
