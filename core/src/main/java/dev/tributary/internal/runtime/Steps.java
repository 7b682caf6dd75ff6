package dev.tributary.internal.runtime;

import dev.tributary.ErrorPolicy;
import dev.tributary.PipelineException;
import dev.tributary.TableChange;
import dev.tributary.spi.StreamRecord;
import java.util.List;
import java.util.function.Consumer;

/**
 * The steps of an attempt: they turn a record of the source into records for branches. All of them run, or none has an
 * effect: so a record can be tried again. Confined to the pipeline's thread.
 */
final class Steps<S> {

    private final Assembly assembly;
    private final Outlet<S> first;
    private final ErrorPolicy policy;
    private final FailureHandler failures;
    private final Telemetry telemetry;

    Steps(Assembly assembly, Outlet<S> first, ErrorPolicy policy, FailureHandler failures, Telemetry telemetry) {
        this.assembly = assembly;
        this.first = first;
        this.policy = policy;
        this.failures = failures;
        this.telemetry = telemetry;
    }

    /** Returns what the steps make of a record; nothing where they failed and the policy has taken care of the record. */
    @SuppressWarnings("IllegalCatch") // whatever a function of the host throws follows the policy
    List<Assembly.Output> run(StreamRecord<S> record) throws InterruptedException {
        int tries = 0;
        while (true) {
            assembly.clearOutputs();
            try {
                first.accept(record);
                return assembly.outputs();
            } catch (Error failure) { // the program's fault, not the record's: no policy applies
                throw new PipelineException(telemetry.pipeline(), "a step failed", record.origin(), failure);
            } catch (RuntimeException failure) {
                tries++;
                if (!(policy instanceof ErrorPolicy.Retry retry) || tries > retry.retries()) {
                    failures.stepFailed(record, failure);
                    return List.of();
                }
                telemetry.retried(failure);
                Thread.sleep(retry.backoff().delay(tries).toMillis());
            }
        }
    }

    /** Shows a change of a table to the functions of {@code onTableChange}. */
    @SuppressWarnings("IllegalCatch") // whatever a function of the host throws ends the pipeline
    void show(TableChange change) {
        for (Consumer<? super TableChange> handler : assembly.tableChangeHandlers()) {
            try {
                handler.accept(change);
            } catch (RuntimeException | Error failure) {
                throw new PipelineException(
                        telemetry.pipeline(), "a function of onTableChange failed", change.origin(), failure);
            }
        }
    }
}
