package dev.tributary.examples.flink;

import dev.tributary.examples.common.UppercaseServers;
import dev.tributary.testkit.WriteLoad;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.util.FileUtils;

/**
 * The article's way with Flink in the middle: changes of {@code mydb.mytable} go into the topic {@code mytopic}; a job on a
 * standalone cluster turns them to upper case, writes them to {@code mytopic_upper}, and stores them in {@code
 * mydb.mytable_upper}. It ends when the tables are equal.
 */
final class FlinkUppercase {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ROWS = 1_000;

    private FlinkUppercase() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.out.println("Starting MySQL, Kafka and a cluster of Flink ...");
        Path folder = Files.createTempDirectory("tributary-flink");
        try (UppercaseServers servers = UppercaseServers.start();
                FlinkCluster flink = FlinkCluster.start(folder, 2)) {
            System.out.println(
                    "MySQL, Kafka, a job manager and two task managers are up; their files are in " + folder);
            String job = flink.submit(UppercaseJob.class, 2, List.of(), servers.jobArguments(folder));
            System.out.println("The job " + job + " is submitted");
            try (WriteLoad load = WriteLoad.on(servers.mysql().dataSource(), "mydb.mytable")
                    .keys(ROWS)
                    .start()) {
                flink.awaitCheckpoints(job, 3);
                System.out.println("Written meanwhile: " + load.stop());
            }
            servers.awaitEqual(LIMIT);
            System.out.println("verified: " + servers.rows() + " rows");
        }
        FileUtils.deleteDirectory(folder.toFile()); // what a failure leaves is for people to look at
    }
}
