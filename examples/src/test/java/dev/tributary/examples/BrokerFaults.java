package dev.tributary.examples;

import dev.tributary.testkit.KafkaCluster;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Kills, pauses and restarts the nodes of a cluster, one at a time, until it is told to stop. Random by a printed seed. */
final class BrokerFaults implements AutoCloseable {

    private static final Duration IN_SYNC_LIMIT = Duration.ofMinutes(2);
    private static final int LONGEST_REST_MILLIS = 4_000;
    private static final int LONGEST_OUTAGE_MILLIS = 8_000;

    private enum Fault {
        KILLED,
        STOPPED,
        PAUSED
    }

    private final KafkaCluster kafka;
    private final RandomGenerator random;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final Thread thread = new Thread(this::run, "broker-faults");
    private volatile @Nullable RuntimeException failure;

    private BrokerFaults(KafkaCluster kafka, long seed) {
        this.kafka = kafka;
        this.random = RandomGeneratorFactory.getDefault().create(seed);
    }

    static BrokerFaults start(KafkaCluster kafka, long seed) {
        System.out.println("Faults of brokers: seed " + seed);
        BrokerFaults faults = new BrokerFaults(kafka, seed);
        faults.thread.start();
        return faults;
    }

    private void run() {
        try {
            while (!stopped.await(random.nextInt(LONGEST_REST_MILLIS), TimeUnit.MILLISECONDS)) {
                inject(Fault.values()[random.nextInt(Fault.values().length)], 1 + random.nextInt(kafka.nodes()));
                kafka.awaitInSync(IN_SYNC_LIMIT);
            }
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException thrown) {
            failure = thrown;
        }
    }

    private void inject(Fault fault, int node) throws InterruptedException {
        counts.merge(fault, 1, Integer::sum);
        switch (fault) {
            case KILLED -> kafka.kill(node);
            case STOPPED -> kafka.stop(node);
            case PAUSED -> kafka.pause(node);
        }
        try {
            boolean unused = stopped.await(random.nextInt(LONGEST_OUTAGE_MILLIS), TimeUnit.MILLISECONDS);
        } finally {
            mend(fault, node);
        }
    }

    private void mend(Fault fault, int node) {
        if (fault == Fault.PAUSED) {
            kafka.unpause(node);
        } else {
            kafka.startAgain(node);
        }
    }

    /** Mends the last fault, waits until all replicas are in sync, and returns what was done, for people. */
    String stop() {
        close();
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return "nodes " + counts;
    }

    /** Mends the last fault, also after a test that has failed, so that the next one finds a whole cluster. */
    @Override
    public void close() {
        stopped.countDown();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException breakOff) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
