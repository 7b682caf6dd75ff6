package dev.tributary.benchmarks.runner;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the benchmarks run on. */
public final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Cores, memory, system and JDK, in one line. */
    public static String describe() throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getAvailableProcessors() + " cores" + processor() + ", "
                + (system.getTotalMemorySize() >> 30) + " GiB of memory; " + system.getName() + " "
                + system.getVersion() + "; JDK " + System.getProperty("java.runtime.version");
    }

    private static String processor() throws IOException {
        if (!Files.isReadable(CPU_INFO)) {
            return "";
        }
        return Files.readAllLines(CPU_INFO).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
                .orElse("");
    }
}
