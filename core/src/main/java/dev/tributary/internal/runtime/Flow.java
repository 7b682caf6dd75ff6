package dev.tributary.internal.runtime;

import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.util.List;

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
    private long records;

    Flow(
            Steps<S> steps,
            List<Branch<?>> branches,
            FailureHandler failures,
            PositionKeeper keeper,
            Telemetry telemetry) {
        this.steps = steps;
        this.branches = branches;
        this.failures = failures;
        this.keeper = keeper;
        this.telemetry = telemetry;
    }

    /** Returns how many records have come since this was asked last, undecodable ones included. */
    long takeRecords() {
        long taken = records;
        records = 0;
        return taken;
    }

    @Override
    public void record(StreamRecord<S> record) throws InterruptedException {
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
        records++;
        keeper.delivered(bytes.split());
        failures.undecodable(bytes);
    }

    @Override
    public void transactionBegan(Split split, Transaction transaction) {
        branches.forEach(branch -> branch.transactionBegan(split, transaction));
    }

    @Override
    public void transactionCommitted(Split split, Transaction transaction) {
        branches.forEach(branch -> branch.transactionCommitted(split, transaction));
    }

    @Override
    public void tableChanged(Split split, TableChange change) throws InterruptedException {
        keeper.delivered(split);
        telemetry.tableChanged(change);
        steps.show(change);
        for (Branch<?> branch : branches) {
            branch.tableChanged(split, change);
        }
    }

    @Override
    public void advanced(Split split, Position position) throws InterruptedException {
        failures.storeDeadLetters(); // no position may pass a dead letter that is not stored, not even in a sink
        keeper.advanced(split, position, failures.ensureRunning());
        for (Branch<?> branch : branches) {
            branch.advance(split, position);
        }
    }
}
