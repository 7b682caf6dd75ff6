package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.Command;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.install.Maven;
import dev.tributary.testkit.internal.install.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kafka's own broker, run from the jars that Maven fetches. They lie in the user's cache folder and never on the class
 * path of a test.
 *
 * @param folder holds the jars, and a formatted log folder to start from
 */
record KafkaDistribution(Path folder) {
    static final String VERSION = "4.3.1";

    // Of the same line as the tests' own SLF4J, so that Maven fetches it once.
    private static final String SLF4J_VERSION = "2.0.20";

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>dev.tributary.testkit</groupId>
              <artifactId>kafka-broker</artifactId>
              <version>%1$s</version>
              <packaging>pom</packaging>
              <dependencies>
                <dependency>
                  <groupId>org.apache.kafka</groupId>
                  <artifactId>kafka_2.13</artifactId>
                  <version>%1$s</version>
                </dependency>
                <dependency>
                  <groupId>org.apache.kafka</groupId>
                  <artifactId>kafka-tools</artifactId>
                  <version>%1$s</version>
                </dependency>
                <dependency>
                  <groupId>org.slf4j</groupId>
                  <artifactId>slf4j-api</artifactId>
                  <version>%2$s</version>
                </dependency>
                <dependency>
                  <groupId>org.slf4j</groupId>
                  <artifactId>slf4j-simple</artifactId>
                  <version>%2$s</version>
                </dependency>
              </dependencies>
            </project>
            """.formatted(VERSION, SLF4J_VERSION);

    /** The broker, fetched first if this user's cache does not have it. */
    static KafkaDistribution provide() {
        return new KafkaDistribution(Cache.ofUser().entry("kafka-" + VERSION, KafkaDistribution::install));
    }

    private static void install(Path folder) throws IOException {
        Progress progress = Progress.of("Kafka " + VERSION);
        progress.step("installing below " + folder.getParent() + ", this happens once");
        progress.step("fetching the broker's jars by Maven, about 54 MB");
        Files.writeString(folder.resolve("pom.xml"), POM);
        KafkaDistribution distribution = new KafkaDistribution(folder);
        Maven.require().copyDependencies(folder, distribution.jars());
        progress.step("formatting a log folder");
        distribution.format(KafkaNode.alone(9092, 9094, 9093, Map.of()));
        progress.step("checking that it starts");
        LocalKafka.alone(distribution, KafkaSpec.DEFAULT).server().close();
        progress.step("ready, " + Progress.megabytes(FileTree.size(folder)) + " on disk");
    }

    private void format(KafkaNode node) throws IOException {
        Path properties = folder.resolve("format.properties");
        node.write(properties, template());
        Command.in(
                        folder,
                        java(
                                "kafka.tools.StorageTool",
                                "format",
                                "-t",
                                KafkaNode.randomId(),
                                "-c",
                                properties.toString()))
                .run();
        if (!Files.isRegularFile(template().resolve("meta.properties"))) {
            throw new TestkitException("Kafka's StorageTool reported success but formatted no " + template());
        }
    }

    /** The command that runs a class of Kafka's. */
    List<String> java(String... mainClassAndArguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config.AbstractConfig=warn",
                "-cp",
                jars() + "/*"));
        words.addAll(List.of(mainClassAndArguments));
        return words;
    }

    /** Makes the log folder of a node. */
    void prepare(KafkaNode node, Path logs) throws IOException {
        FileTree.copy(template(), logs);
        Path meta = logs.resolve("meta.properties");
        Files.writeString(
                meta,
                Files.readString(meta)
                        .replaceAll("(?m)^node\\.id=.*$", "node.id=" + node.id())
                        .replaceAll("(?m)^directory\\.id=.*$", "directory.id=" + KafkaNode.randomId()));
    }

    private Path template() {
        return folder.resolve("template");
    }

    private Path jars() {
        return folder.resolve("jars");
    }
}
