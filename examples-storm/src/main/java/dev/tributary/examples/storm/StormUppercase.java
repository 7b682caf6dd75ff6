package dev.tributary.examples.storm;

import dev.tributary.examples.common.UppercaseRun;
import java.util.List;
import org.apache.storm.utils.VersionInfo;

/** The article's way with Storm in the middle; ends when the tables are equal. */
final class StormUppercase {

    private static final int NEWEST_JAVA = 25;

    private StormUppercase() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error"); // before the engine logs
        new UppercaseRun("Storm " + VersionInfo.getVersion(), UppercaseTopology.class, List.of("-Xmx512m"), NEWEST_JAVA)
                .verify(arguments);
    }
}
