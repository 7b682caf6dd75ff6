package dev.tributary.binlog.faults;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.PipelineListener;
import dev.tributary.RunningPipeline;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A pipeline that follows a table with a column {@code id}, and what it has got and told. */
final class Follower implements AutoCloseable {

    static final String NAME = "follower";
    static final Duration HEARTBEAT = Duration.ofMillis(500);
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Integer> ids = new CopyOnWriteArrayList<>();
    private final List<Throwable> losses = new CopyOnWriteArrayList<>();
    private final RunningPipeline running;

    private Follower(MySqlSource source, Consumer<ChangeEvent> handler) {
        running = Pipeline.named(NAME)
                .checkpoints(CheckpointStore.inMemory())
                .queueBytes(1 << 20)
                .listener(new PipelineListener() {
                    @Override
                    public void reconnecting(String pipeline, Throwable cause, Duration delay) {
                        losses.add(cause);
                    }
                })
                .from(source)
                .forEach(change -> {
                    handler.accept(change);
                    ids.add(change.row().getInt("id"));
                })
                .build()
                .start();
    }

    static MySqlSource.Builder source(String host, int port) {
        return MySqlSource.builder()
                .endpoint(host, port)
                .startFrom(StartFrom.earliest())
                .heartbeat(HEARTBEAT)
                .connectTimeout(Duration.ofSeconds(20))
                .reconnectBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    static Follower start(MySqlSource.Builder source) {
        return start(source, change -> {});
    }

    /** @param handler called with each change before it counts as got */
    static Follower start(MySqlSource.Builder source, Consumer<ChangeEvent> handler) {
        return new Follower(source.build(), handler);
    }

    RunningPipeline running() {
        return running;
    }

    List<Integer> ids() {
        return ids;
    }

    List<Throwable> losses() {
        return losses;
    }

    /** Waits until exactly these have been got. */
    void awaitIds(Integer... expected) throws Exception {
        List<Integer> wanted = List.of(expected);
        Await.untilValue("ids", LIMIT, this::idsUnlessFailed, wanted::equals);
    }

    private List<Integer> idsUnlessFailed() throws InterruptedException {
        running.await(Duration.ZERO);
        return List.copyOf(ids);
    }

    /** Waits until the server has been lost for a reason that says this. */
    void awaitLoss(String reason) throws Exception {
        Await.untilValue(
                "losses",
                LIMIT,
                () -> losses.stream().map(Throwable::getMessage).toList(),
                messages -> messages.stream().anyMatch(message -> message.contains(reason)));
    }

    /** Waits until the pipeline has failed, and returns why. */
    Throwable awaitFailure() throws InterruptedException {
        try {
            running.await(LIMIT);
        } catch (PipelineException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("the pipeline has not failed: " + running.status());
    }

    @Override
    public void close() {
        running.stop(Duration.ZERO);
    }
}
