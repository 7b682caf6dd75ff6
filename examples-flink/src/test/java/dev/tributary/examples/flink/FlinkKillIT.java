package dev.tributary.examples.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.examples.common.UppercaseServers;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WriteLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    /** One job reads the topic, the other the binlog; they share the cluster, so that both are killed. */
    @Test
    void leavesTargetsEqualToSourceAndEachChangeOnceInTheTopic() throws Exception {
        try (UppercaseServers servers = UppercaseServers.start();
                FlinkCluster flink = FlinkCluster.start(folder, 2)) {
            servers.mysql()
                    .execute(
                            "CREATE TABLE mydb.mytable_direct LIKE mydb.mytable",
                            "INSERT INTO mydb.mytable WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n"
                                    + " WHERE i < 1900) SELECT i, CONCAT('before ', i) FROM n");
            try (WriteLoad load = WriteLoad.on(servers.mysql().dataSource(), "mydb.mytable")
                    .keys(200)
                    .pause(Duration.ofMillis(4))
                    .start()) {
                List<Job> jobs = List.of(
                        new Job(UppercaseJob.class, 2, 3, servers.jobArguments(folder)),
                        new Job(BinlogJob.class, 2, 1, binlogArguments(servers.mysql())));
                List<String> first = new ArrayList<>();
                for (Job job : jobs) {
                    first.add(flink.submit(job.program(), job.parallelism(), List.of(), job.arguments()));
                }
                for (String id : first) {
                    flink.awaitCheckpoints(id, 1);
                }
                for (int i = 0; i < KILLS; i++) {
                    kill(i, flink, first);
                }
                kill(0, flink, withOtherParallelism(flink, jobs, first));
                WriteLoad.Result written = load.stop();

                servers.awaitEqual(LIMIT);
                servers.awaitEqual("mytable_direct", LIMIT);
                assertThat(servers.rows()).isGreaterThan(900);
                assertThat(TopicHistory.of(servers.kafka(), "mytopic_upper"))
                        .as("after " + written)
                        .isEqualTo(TopicHistory.of(servers.kafka(), "mytopic"));
            }
        }
    }

    private record Job(Class<?> program, int parallelism, int laterParallelism, List<String> arguments) {}

    private static List<String> binlogArguments(MySqlServer mysql) {
        MySqlServer.Credentials reader = mysql.createReplicationUser("flink", "flink");
        return List.of(
                "--host", mysql.host(),
                "--port", Integer.toString(mysql.port()),
                "--reader", reader.user(),
                "--reader-password", reader.password(),
                "--from-table", "mydb.mytable",
                "--table", "mydb.mytable_direct",
                "--jdbc", mysql.jdbcUrl("mydb"),
                "--user", mysql.rootUser(),
                "--password", mysql.rootPassword());
    }

    private static List<String> withOtherParallelism(FlinkCluster flink, List<Job> jobs, List<String> running) {
        List<String> savepoints = running.stream().map(flink::stopWithSavepoint).toList();
        List<String> later = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            later.add(flink.submit(
                    job.program(), job.laterParallelism(), List.of("-s", savepoints.get(i)), job.arguments()));
        }
        later.forEach(id -> flink.awaitCheckpoints(id, 1));
        return later;
    }

    /** Kills the job manager each third time, else a task manager, and waits until the jobs make progress again. */
    private void kill(int number, FlinkCluster flink, List<String> jobs) {
        List<Integer> checkpoints =
                jobs.stream().map(flink::completedCheckpoints).toList();
        boolean ofJobManager = number % 3 == 1;
        if (ofJobManager) {
            flink.replaceJobManager();
        } else {
            flink.replaceTaskManager(random.nextInt(flink.taskManagerCount()));
        }
        for (int i = 0; i < jobs.size(); i++) {
            // A new job manager counts anew; else what the checkpoint under way has stored may still count.
            flink.awaitCheckpoints(jobs.get(i), ofJobManager ? 1 : checkpoints.get(i) + 2);
        }
    }
}
