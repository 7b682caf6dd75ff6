package dev.tributary.internal.runtime;

import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes what the source has delivered, in order: records through the steps into the branches, everything else beside the
 * steps into all branches. Confined to the pipeline's thread.
 */
final class Flow<S> implements StreamHandler<S> {

    private final Steps<S> steps;
    private final List<Branch<?>> branches;
    private final FailureHandler failures;
    private final PositionKeeper keeper;
    private final Telemetry telemetry;
    private final Handover<S> handover;
    private Set<Split> left = new HashSet<>();
    private long records;

    Flow(
            Steps<S> steps,
            List<Branch<?>> branches,
            FailureHandler failures,
            PositionKeeper keeper,
            Telemetry telemetry,
            Handover<S> handover) {
        this.steps = steps;
        this.branches = branches;
        this.failures = failures;
        this.keeper = keeper;
        this.telemetry = telemetry;
        this.handover = handover;
    }

    /**
     * Begins a batch.
     *
     * @param gone the splits of which it is to be passed over; more may come while it is delivered
     */
    void begin(Set<Split> gone) {
        left = gone;
    }

    /** Passes over what the batch still has of splits. */
    void leave(Set<Split> splits) {
        left.addAll(splits);
    }

    private boolean isLeft(Split split) {
        return !left.isEmpty() && left.contains(split);
    }

    /** Returns how many records have come since this was asked last, undecodable ones included. */
    long takeRecords() {
        long taken = records;
        records = 0;
        return taken;
    }

    @Override
    public void record(StreamRecord<S> record) throws InterruptedException {
        if (isLeft(record.split())) {
            return;
        }
        records++;
        keeper.delivered(record.split());
        for (Assembly.Output output : steps.run(record)) {
            branches.get(output.branch()).write(output.record());
            telemetry.written();
        }
        telemetry.handled(record.origin());
    }

    @Override
    public void undecodable(Undecodable bytes) throws InterruptedException {
        if (isLeft(bytes.split())) {
            return;
        }
        records++;
        keeper.delivered(bytes.split());
        failures.undecodable(bytes);
    }

    @Override
    public void transactionBegan(Split split, Transaction transaction) {
        if (!isLeft(split)) {
            branches.forEach(branch -> branch.transactionBegan(split, transaction));
        }
    }

    @Override
    public void transactionCommitted(Split split, Transaction transaction) {
        if (!isLeft(split)) {
            branches.forEach(branch -> branch.transactionCommitted(split, transaction));
        }
    }

    @Override
    public void tableChanged(Split split, TableChange change) throws InterruptedException {
        if (isLeft(split)) {
            return;
        }
        keeper.delivered(split);
        telemetry.tableChanged(change);
        steps.show(change);
        for (Branch<?> branch : branches) {
            branch.tableChanged(split, change);
        }
    }

    @Override
    public void advanced(Split split, Position position) throws InterruptedException {
        if (isLeft(split)) {
            return;
        }
        failures.storeDeadLetters(); // no position may pass a dead letter that is not stored, not even in a sink
        keeper.advanced(split, position, failures.ensureRunning());
        for (Branch<?> branch : branches) {
            branch.advance(split, position);
        }
        handover.runTasks(); // here, where a position covers all that was delivered of this split
    }
}
