package dev.tributary.binlog.faults;

import dev.tributary.Backoff;
import dev.tributary.CheckpointStore;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.PipelineListener;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A pipeline that reads a server through a network, and all that can be broken of it. Confined to one thread. */
final class Scene implements AutoCloseable {

    static final Duration HEARTBEAT = Duration.ofMillis(300);

    private static final String USER = "capture";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final int SINK_RETRIES = 100;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final MySqlServer server;
    private final MySqlDatabase database;
    private final TcpProxy proxy;
    private final Journal journal = new Journal();
    private final JournalSink sink = new JournalSink(journal);
    private final Pipeline pipeline;
    private final List<Throwable> losses = new CopyOnWriteArrayList<>();
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile String password = "first";
    private int passwords = 1;
    private RunningPipeline running;

    /** Starts the pipeline, and waits until it has reached the server. */
    Scene(MySqlServer server, MySqlDatabase database, SslMode mode, Path checkpoint) throws InterruptedException {
        this.server = server;
        this.database = database;
        server.createReplicationUser(USER, password);
        this.proxy = TcpProxy.to(server.host(), server.port());
        this.pipeline = Pipeline.named("faults")
                .checkpoints(CheckpointStore.file(checkpoint))
                .listener(new Losses())
                .onSinkError(
                        ErrorPolicy.retry(SINK_RETRIES, new Backoff(Duration.ofMillis(20), Duration.ofMillis(200))))
                .from(source(proxy.host(), proxy.port(), mode))
                .to(sink)
                .build();
        this.running = startAgain();
    }

    private MySqlSource source(String host, int port, SslMode mode) {
        return MySqlSource.builder()
                .endpoint(host, port)
                .credentials(USER, Secret.from(() -> password))
                .tables(database.name() + ".*")
                .startFrom(StartFrom.earliest())
                .sslMode(mode)
                .heartbeat(HEARTBEAT)
                .connectTimeout(Duration.ofSeconds(5))
                .reconnectBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)))
                .build();
    }

    private final class Losses implements PipelineListener {

        @Override
        public void reconnecting(String name, Throwable cause, Duration delay) {
            losses.add(cause);
        }

        @Override
        public void restarting(String name, Throwable cause, Duration delay) {
            restarts.incrementAndGet();
        }

        @Override
        public void connected(String name, String farEnd) {
            journal.resumed();
            connects.incrementAndGet();
        }
    }

    MySqlServer server() {
        return server;
    }

    TcpProxy proxy() {
        return proxy;
    }

    Journal journal() {
        return journal;
    }

    /** How often the pipeline has lost the server, failed tries to come back included. */
    int losses() {
        return losses.size();
    }

    /** Lets time pass; fails if the pipeline ends meanwhile. */
    void pass(Duration time) throws InterruptedException {
        if (running.await(time)) {
            throw new AssertionError("the pipeline has ended");
        }
    }

    /** Does something until the pipeline has lost the server because of it. */
    void untilLost(Runnable action) throws InterruptedException {
        untilLostBy("", action::run);
    }

    /** Does something until the pipeline has lost the server for a reason that says this. */
    <E extends Exception> void untilLostBy(String reason, Action<E> action) throws E, InterruptedException {
        int before = losses.size();
        long begin = System.nanoTime();
        while (!hasLostBy(reason, before)) {
            action.run();
            long next = System.nanoTime() + TRY_AGAIN.toNanos();
            while (!hasLostBy(reason, before) && System.nanoTime() < next) {
                pass(Duration.ofMillis(10));
            }
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                throw new AssertionError("the pipeline has not noticed within " + LIMIT + ": '" + reason + "'");
            }
        }
    }

    private boolean hasLostBy(String reason, int before) {
        return losses.stream()
                .skip(before)
                .anyMatch(loss -> String.valueOf(loss.getMessage()).contains(reason));
    }

    /** What a fault does. */
    interface Action<E extends Exception> {
        void run() throws E;
    }

    /** Waits until something is delivered that was not before. */
    void awaitProgress() throws Exception {
        int before = journal.size();
        Await.until("a new change", LIMIT, () -> {
            pass(Duration.ofMillis(10));
            return journal.size() > before;
        });
    }

    /** Lets the sink fail at the next change, and waits until the pipeline has met that and delivers again. */
    void failSink() throws Exception {
        int before = restarts.get();
        sink.failNext();
        Await.until("a restart", LIMIT, () -> {
            pass(Duration.ofMillis(10));
            return restarts.get() > before;
        });
        awaitProgress();
    }

    void killDump() {
        for (List<?> thread :
                server.query("SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%'")) {
            server.execute("KILL " + thread.get(0));
        }
    }

    /** Gives the account another password while it is not connected. */
    void changePassword() {
        passwords++;
        String next = "password " + passwords;
        server.execute("ALTER USER '" + USER + "'@'%' IDENTIFIED BY '" + next + "'");
        password = next;
    }

    /** Stops the pipeline, and starts it at its checkpoint. */
    void restart(Duration deadline) throws InterruptedException {
        running.stop(deadline);
        running = startAgain();
    }

    /** Starts the pipeline until it has reached the server: it does not come back by itself before it has been there. */
    private RunningPipeline startAgain() throws InterruptedException {
        int before = connects.get();
        long begin = System.nanoTime();
        RunningPipeline started = pipeline.start();
        while (connects.get() == before) {
            try {
                started.await(Duration.ofMillis(10));
            } catch (PipelineException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() - begin > LIMIT.toNanos()) {
                    throw e;
                }
                started = pipeline.start();
            }
        }
        return started;
    }

    /** Waits for all that was written, and stops. */
    void finish() throws InterruptedException {
        if (!running.awaitCaughtUp(LIMIT)) {
            throw new AssertionError("the pipeline has not caught up within " + LIMIT + ": " + running.status());
        }
        if (!running.stop(STOP_LIMIT)) {
            throw new AssertionError("the pipeline has not stopped in order within " + STOP_LIMIT);
        }
    }

    /** The whole history, read once and in peace. */
    List<Delivered> reread() throws InterruptedException {
        List<Delivered> history = Collections.synchronizedList(new ArrayList<>());
        Pipeline fresh = Pipeline.named("reread")
                .checkpoints(CheckpointStore.inMemory())
                .from(source(server.host(), server.port(), SslMode.PREFERRED))
                .forEach(change -> history.add(Delivered.of(change)))
                .build();
        try (RunningPipeline reading = fresh.start()) {
            if (!reading.awaitCaughtUp(LIMIT.multipliedBy(3))) {
                throw new AssertionError("the history cannot be read: " + reading.status());
            }
        }
        return history;
    }

    @Override
    public void close() {
        running.close();
        proxy.close();
    }
}
