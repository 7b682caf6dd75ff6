package dev.tributary.binlog.faults;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/**
 * Reads a table up to a number of rows, in the heap that it is given. Arguments: port, user, password, table, rows, longest
 * event in bytes.
 */
final class BigTransactionProgram {

    private BigTransactionProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        long wanted = Long.parseLong(arguments[4]);
        AtomicLong rows = new AtomicLong();
        AtomicLong idSum = new AtomicLong();
        CRC32 values = new CRC32();
        Object all = new Object();
        MySqlSource source = MySqlSource.builder()
                .endpoint("127.0.0.1", Integer.parseInt(arguments[0]))
                .credentials(arguments[1], arguments[2])
                .tables(arguments[3])
                .startFrom(StartFrom.earliest())
                .maxEventBytes(Integer.parseInt(arguments[5]))
                .build();
        Pipeline pipeline = Pipeline.named("big")
                .checkpoints(CheckpointStore.inMemory())
                .from(source)
                .forEach(change -> {
                    take(change, idSum, values);
                    if (rows.incrementAndGet() == wanted) {
                        synchronized (all) {
                            all.notifyAll();
                        }
                    }
                })
                .build();
        long begin = System.nanoTime();
        try (RunningPipeline running = pipeline.start()) {
            synchronized (all) {
                while (rows.get() < wanted && !running.status().state().isTerminal()) {
                    all.wait(100);
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            running.stop(Duration.ofSeconds(10));
            running.await();
            System.out.printf(
                    "rows=%d idSum=%d crc=%08x; %.1f s, %.0f rows/s, peak heap %d MiB%n",
                    rows.get(), idSum.get(), values.getValue(), seconds, rows.get() / seconds, peakHeapBytes() >> 20);
        } catch (PipelineException e) {
            System.out.println("failed: " + e.getCause());
        }
    }

    private static void take(ChangeEvent change, AtomicLong idSum, CRC32 values) {
        idSum.addAndGet(change.row().getLong("id"));
        values.update(change.row().getBytes("v"));
    }

    static long peakHeapBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
