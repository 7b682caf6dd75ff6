package dev.tributary.binlog.faults;

import dev.tributary.CheckpointStore;
import dev.tributary.Operation;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.StartFrom;
import java.util.concurrent.atomic.AtomicLong;

/** Copies a table over four connections in the heap that it is given. Arguments: port, user, password, table. */
final class BigSnapshotProgram {

    private BigSnapshotProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        AtomicLong rows = new AtomicLong();
        AtomicLong idSum = new AtomicLong();
        MySqlSource source = MySqlSource.builder()
                .endpoint("127.0.0.1", Integer.parseInt(arguments[0]))
                .credentials(arguments[1], arguments[2])
                .tables(arguments[3])
                .startFrom(StartFrom.snapshotOnly())
                .snapshots(SnapshotOptions.standard().connections(4))
                .build();
        Pipeline pipeline = Pipeline.named("big")
                .checkpoints(CheckpointStore.inMemory())
                .from(source)
                .forEach(change -> {
                    if (change.operation() == Operation.SNAPSHOT) {
                        rows.incrementAndGet();
                        idSum.addAndGet(change.row().getLong("id"));
                    }
                })
                .build();
        long begin = System.nanoTime();
        try (RunningPipeline running = pipeline.start()) {
            running.await();
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "rows=%d idSum=%d; %.1f s, %.0f rows/s, peak heap %d MiB%n",
                    rows.get(),
                    idSum.get(),
                    seconds,
                    rows.get() / seconds,
                    BigTransactionProgram.peakHeapBytes() >> 20);
        } catch (PipelineException e) {
            System.out.println("failed: " + e.getCause());
        }
    }
}
