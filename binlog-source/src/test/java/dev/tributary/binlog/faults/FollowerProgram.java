package dev.tributary.binlog.faults;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineListener;
import dev.tributary.RunningPipeline;
import dev.tributary.binlog.SslMode;
import java.time.Duration;

/** Follows a table and prints what it gets and loses. Arguments: host, port, user, password, table. */
final class FollowerProgram {

    private FollowerProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        PipelineListener printing = new PipelineListener() {
            @Override
            public void reconnecting(String pipeline, Throwable cause, Duration delay) {
                System.out.println("lost: " + cause.getMessage());
            }
        };
        Pipeline pipeline = Pipeline.named("client")
                .checkpoints(CheckpointStore.inMemory())
                .listener(printing)
                .from(Follower.source(arguments[0], Integer.parseInt(arguments[1]))
                        .sslMode(SslMode.PREFERRED)
                        .credentials(arguments[2], arguments[3])
                        .tables(arguments[4])
                        .build())
                .forEach(change -> System.out.println("got " + change.row().getInt("id")))
                .build();
        try (RunningPipeline running = pipeline.start()) {
            running.await();
        }
    }
}
