package dev.tributary.binlog.faults;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineListener;
import dev.tributary.RunningPipeline;
import dev.tributary.SnapshotProgress;
import dev.tributary.binlog.LostPosition;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Prints the rows of a table, its changes, and what becomes of the position. Arguments: port, user, password, table,
 * checkpoint file, rows a second of a snapshot.
 */
final class RowsProgram {

    private RowsProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        PipelineListener printing = new PipelineListener() {
            @Override
            public void positionLost(String pipeline, Throwable cause) {
                System.out.println("lost: " + cause.getMessage());
            }

            @Override
            public void snapshotEnded(String pipeline, SnapshotProgress progress) {
                System.out.println("ended: " + progress);
            }
        };
        MySqlSource source = MySqlSource.builder()
                .endpoint("127.0.0.1", Integer.parseInt(arguments[0]))
                .credentials(arguments[1], arguments[2])
                .tables(arguments[3])
                .snapshots(SnapshotOptions.standard().chunkRows(10).rowsPerSecond(Long.parseLong(arguments[5])))
                .lostPosition(LostPosition.SNAPSHOT)
                .build();
        Pipeline pipeline = Pipeline.named("rows")
                .checkpoints(CheckpointStore.file(Path.of(arguments[4])))
                .saveEvery(Duration.ofMillis(50))
                .listener(printing)
                .from(source)
                .forEach(change -> System.out.println(
                        change.operation() + " " + change.row().getInt("id")))
                .build();
        try (RunningPipeline running = pipeline.start()) {
            running.await();
        }
    }
}
