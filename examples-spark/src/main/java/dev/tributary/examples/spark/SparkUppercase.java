package dev.tributary.examples.spark;

import dev.tributary.examples.common.UppercaseRun;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.package$;

/** The article's way with Spark in the middle; ends when the tables are equal. */
final class SparkUppercase {

    /** Spark's own start scripts open these. */
    private static final List<String> JVM = Stream.concat(
                    Stream.of("-Xmx1g"),
                    Stream.of(
                                    "java.lang",
                                    "java.lang.invoke",
                                    "java.io",
                                    "java.net",
                                    "java.nio",
                                    "java.util",
                                    "java.util.concurrent",
                                    "sun.nio.ch",
                                    "sun.util.calendar")
                            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"))
            .toList();

    private static final int NEWEST_JAVA = 25;

    private SparkUppercase() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error"); // before the engine logs
        new UppercaseRun("Spark " + package$.MODULE$.SPARK_VERSION(), UppercaseJob.class, JVM, NEWEST_JAVA)
                .verify(arguments);
    }
}
