package dev.tributary.examples.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.examples.common.UppercaseServers;
import dev.tributary.testkit.WriteLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of a cluster are killed by {@code kill -9} at random while the source is written to, and the job is stopped with a
 * savepoint and goes on with another parallelism. {@code -Dtributary.flink.kills=20} kills more often than by default.
 */
@Timeout(1_200)
class FlinkKillIT {

    private static final int KILLS = Integer.getInteger("tributary.flink.kills", 2);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final RandomGenerator random = random();

    private static RandomGenerator random() {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("FlinkKillIT: seed " + seed);
        return RandomGeneratorFactory.getDefault().create(seed);
    }

    @Test
    void leavesTargetEqualToSourceAndEachChangeOnceInTheTopic() throws Exception {
        try (UppercaseServers servers = UppercaseServers.start();
                FlinkCluster flink = FlinkCluster.start(folder, 2);
                WriteLoad load = WriteLoad.on(servers.mysql().dataSource(), "mydb.mytable")
                        .keys(200)
                        .pause(Duration.ofMillis(4))
                        .start()) {
            List<String> arguments = servers.jobArguments(folder);
            String first = flink.submit(2, List.of(), arguments);
            flink.awaitCheckpoints(first, 1);
            for (int i = 0; i < KILLS; i++) {
                kill(i, flink, first);
            }
            String savepoint = flink.stopWithSavepoint(first);
            String second = flink.submit(3, List.of("-s", savepoint), arguments);
            flink.awaitCheckpoints(second, 1);
            kill(0, flink, second);
            WriteLoad.Result written = load.stop();

            servers.awaitEqual(LIMIT);
            assertThat(servers.rows()).isPositive();
            assertThat(TopicHistory.of(servers.kafka(), "mytopic_upper"))
                    .as("after " + written)
                    .isEqualTo(TopicHistory.of(servers.kafka(), "mytopic"));
        }
    }

    /** Kills the job manager each third time, else a task manager, and waits until the job makes progress again. */
    private void kill(int number, FlinkCluster flink, String job) {
        int checkpoints = flink.completedCheckpoints(job);
        if (number % 3 == 1) {
            flink.replaceJobManager();
            flink.awaitCheckpoints(job, 1);
        } else {
            flink.replaceTaskManager(random.nextInt(flink.taskManagerCount()));
            // What the checkpoint under way has stored may still count.
            flink.awaitCheckpoints(job, checkpoints + 2);
        }
    }
}
