package dev.tributary.benchmarks.contest;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What this process uses, from a beginning on. */
final class Usage {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<MemoryPoolMXBean> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    private final long cpuNanos;
    private final Map<Long, Long> allocatedBytes;

    private Usage(long cpuNanos, Map<Long, Long> allocatedBytes) {
        this.cpuNanos = cpuNanos;
        this.allocatedBytes = allocatedBytes;
    }

    /** What is used from the beginning of the process. */
    static Usage sinceStart() {
        return new Usage(0, Map.of());
    }

    /** What is used from now on. */
    static Usage fromNow() {
        HEAP.forEach(MemoryPoolMXBean::resetPeakUsage);
        return new Usage(SYSTEM.getProcessCpuTime(), allocated());
    }

    PassFigures figures(long rows, long nanos, long producedBytes) {
        long cpu = SYSTEM.getProcessCpuTime() - cpuNanos;
        long allocated = allocated().entrySet().stream()
                .mapToLong(thread -> thread.getValue() - allocatedBytes.getOrDefault(thread.getKey(), 0L))
                .sum();
        long peak =
                HEAP.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.gc();
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new PassFigures(rows, nanos, cpu, peak, live, allocated, producedBytes);
    }

    private static Map<Long, Long> allocated() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] >= 0) {
                byThread.put(ids[i], bytes[i]);
            }
        }
        return byThread;
    }
}
