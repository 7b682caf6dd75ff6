package dev.tributary.benchmarks.debezium;

import io.debezium.engine.DebeziumEngine;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One run of an engine, up to its last record. */
final class EngineRun implements DebeziumEngine.CompletionCallback {

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    private EngineRun() {}

    /**
     * Runs an engine until a record is the last.
     *
     * @param builder of the engine, for one format of records
     * @param isLast tells whether a record is the last
     * @param handler takes each record before it
     * @param end is told of the last
     */
    static <R> void run(
            DebeziumEngine.Builder<R> builder,
            Properties properties,
            Predicate<R> isLast,
            Consumer<R> handler,
            Runnable end)
            throws IOException, InterruptedException {
        EngineRun run = new EngineRun();
        run.untilEnd(builder.using(properties).using(run).notifying(record -> {
            if (isLast.test(record)) {
                end.run();
                run.ended.countDown();
            } else {
                handler.accept(record);
            }
        }));
    }

    /**
     * Runs an engine until a record is the last, and lets it take a batch for done once the handler's flush has returned.
     *
     * @param builder of the engine, for one format of records
     * @param isLast tells whether a record is the last
     * @param handler takes each record before it
     * @param flush is called behind each batch
     */
    static <R> void runInBatches(
            DebeziumEngine.Builder<R> builder,
            Properties properties,
            Predicate<R> isLast,
            Consumer<R> handler,
            Runnable flush)
            throws IOException, InterruptedException {
        EngineRun run = new EngineRun();
        run.untilEnd(builder.using(properties).using(run).notifying((records, committer) -> {
            boolean last = false;
            for (R record : records) {
                last |= isLast.test(record);
                if (!last) {
                    handler.accept(record);
                }
            }
            flush.run();
            for (R record : records) {
                committer.markProcessed(record);
            }
            committer.markBatchFinished();
            if (last) {
                run.ended.countDown();
            }
        }));
    }

    private <R> void untilEnd(DebeziumEngine.Builder<R> builder) throws IOException, InterruptedException {
        DebeziumEngine<R> engine = builder.build();
        Thread thread = new Thread(engine, "engine");
        thread.start();
        ended.await();
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("The engine has failed", cause);
        }
        engine.close();
        thread.join();
    }

    @Override
    public void handle(boolean success, String message, @Nullable Throwable error) {
        if (!success) {
            failure = error == null ? new IllegalStateException(message) : error;
        }
        ended.countDown();
    }
}
