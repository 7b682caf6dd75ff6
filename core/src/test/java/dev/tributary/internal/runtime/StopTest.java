package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Backoff;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.PipelineException;
import dev.tributary.PipelineListener;
import dev.tributary.PipelineState;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.SinkException;
import dev.tributary.Stage;
import dev.tributary.scripted.Act;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Gate;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.Script;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import dev.tributary.scripted.Vault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops pipelines in every state: it returns, leaves no thread, and has closed everything once. */
@Timeout(60)
class StopTest {

    private static final String NAME = "stop";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final List<String> journal = new ArrayList<>();
    private final Stream stream = new Stream("s").commit("a b").commit("a c");
    private final ScriptedSource source = new ScriptedSource(new Script("source", journal), stream).endless();
    private final ScriptedSink<Element> sink =
            new ScriptedSink<>("scripted sink", new Script("sink", journal), new Vault());
    private final ScriptedStore store = new ScriptedStore(new Script("store", journal));
    private final Gate gate = new Gate();

    private PipelineBuilder named() {
        return Pipeline.named(NAME).checkpoints(store).saveEvery(Duration.ofMillis(1));
    }

    private RunningPipeline start() {
        return named().from(source).to(sink).build().start();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        gate.open();
        Threads.assertNoneLeft(NAME);
        List<String> closed =
                journal.stream().filter(call -> call.endsWith(" CLOSE")).toList();
        assertThat(closed).isSubsetOf("source CLOSE", "sink CLOSE", "store CLOSE");
        assertThat(List.of("source CLOSE", "sink CLOSE", "store CLOSE").stream()
                        .filter(closed::contains)
                        .toList())
                .as("each is closed once, in this order")
                .isEqualTo(closed);
    }

    private void assertClosed() {
        assertThat(journal).contains("source CLOSE", "sink CLOSE", "store CLOSE");
    }

    @Test
    void storesAndSavesWhatWasRead() throws InterruptedException {
        RunningPipeline running = start();
        assertThat(running.awaitCaughtUp(LONG)).isTrue();
        assertThat(running.stop(LONG)).isTrue();

        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(sink.vault().elements()).isEqualTo(stream.elements());
        assertThat(store.positions()).containsEntry("s", new Place.Behind(stream.size()).encode());
        assertClosed();
    }

    @Test
    void drainsASinkThatStoresOnlyWhenFlushed() throws InterruptedException {
        sink.storingOnFlush();
        sink.script().after(Call.ADVANCE, 3, gate);
        RunningPipeline running = start();
        gate.awaitReached().open();
        assertThat(running.stop(LONG)).isTrue();

        assertThat(sink.vault().elements()).isEqualTo(stream.elements());
        assertThat(store.positions()).containsEntry("s", new Place.Behind(stream.size()).encode());
        assertClosed();
    }

    @Test
    void rightAfterTheStart() {
        RunningPipeline running = start();
        assertThat(running.stop(LONG)).isTrue();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
    }

    /** Calls at which a pipeline may be blocked when it is stopped. */
    enum Blocked {
        SOURCE_OPEN(Call.OPEN, true),
        POLL(Call.POLL, true),
        ACKNOWLEDGE(Call.ACKNOWLEDGE, true),
        SOURCE_CLOSE(Call.CLOSE, true),
        SINK_OPEN(Call.OPEN, false),
        WRITE(Call.WRITE, false),
        ADVANCE(Call.ADVANCE, false),
        REPORT(Call.REPORT, false),
        FLUSH(Call.FLUSH, false),
        BEGAN(Call.BEGAN, false),
        COMMITTED(Call.COMMITTED, false);

        private final Call call;
        private final boolean atSource;

        Blocked(Call call, boolean atSource) {
            this.call = call;
            this.atSource = atSource;
        }
    }

    @ParameterizedTest
    @EnumSource
    void breaksOffWhatIsBlocked(Blocked blocked) throws InterruptedException {
        Script script = blocked.atSource ? source.script() : sink.script();
        script.before(blocked.call, 1, gate);
        RunningPipeline running = start();
        boolean whileEnding = blocked == Blocked.FLUSH || blocked == Blocked.SOURCE_CLOSE;
        if (whileEnding) { // a stop before anything is open would have nothing to end
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
        }
        CompletableFuture<Boolean> orderly =
                whileEnding ? CompletableFuture.supplyAsync(() -> running.stop(LONG)) : completed(false);
        gate.awaitReached();

        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(orderly.join()).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        running.await();
    }

    private static CompletableFuture<Boolean> completed(boolean value) {
        return CompletableFuture.completedFuture(value);
    }

    @Test
    void breaksOffAReaderThatWaitsForRoom() throws InterruptedException {
        Gate idle = new Gate();
        idle.open();
        source.script().before(Call.IDLE, 1, idle);
        sink.script().before(Call.WRITE, 1, gate);
        RunningPipeline running =
                named().queueBytes(1).from(source).to(sink).build().start();
        idle.awaitReached();

        assertThat(running.status().metrics().queuedBytes()).isPositive();
        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
    }

    @Test
    void whilePaused() throws InterruptedException {
        RunningPipeline running = start();
        assertThat(running.awaitCaughtUp(LONG)).isTrue();
        running.pause();
        assertThat(running.status().state()).isEqualTo(PipelineState.PAUSED);
        assertThat(running.stop(LONG)).isTrue();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
    }

    @Test
    void whileAFailureIsWaitedOut() throws InterruptedException {
        CountDownLatch restarting = new CountDownLatch(1);
        sink.script().before(Call.WRITE, 1, Act.fail(() -> new RetriableException("the database is away")));
        RunningPipeline running = named().onSinkError(ErrorPolicy.retry(5, new Backoff(LONG, LONG)))
                .listener(new RestartListener(restarting))
                .from(source)
                .to(sink)
                .build()
                .start();
        restarting.await();

        assertThat(running.stop(LONG)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(running.status().lastError()).isPresent();
        running.await();
    }

    @Test
    void whenTheRestCannotBeStoredNow() throws InterruptedException {
        sink.script().before(Call.FLUSH, 1, Act.fail(() -> new RetriableException("the database is away")));
        RunningPipeline running = named().onSinkError(ErrorPolicy.retry(5, new Backoff(LONG, LONG)))
                .from(source)
                .to(sink)
                .build()
                .start();
        assertThat(running.awaitCaughtUp(LONG)).isTrue();

        assertThat(running.stop(LONG)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(running.status().lastError())
                .get(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContaining("the database is away");
        assertThat(running.status().metrics().restarts()).isZero();
        running.await();
        assertClosed();
    }

    @Test
    void whenTheRestCannotBeStoredAndNothingIsTriedAgain() throws InterruptedException {
        sink.script().before(Call.FLUSH, 1, Act.fail(() -> new RetriableException("the database is away")));
        RunningPipeline running = start();
        assertThat(running.awaitCaughtUp(LONG)).isTrue();

        assertThat(running.stop(LONG)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.FAILED);
        assertThatThrownBy(running::await).hasMessageContaining("the database is away");
    }

    private record RestartListener(CountDownLatch restarting) implements PipelineListener {
        @Override
        public void restarting(String pipeline, Throwable cause, Duration delay) {
            restarting.countDown();
        }
    }

    @Test
    void afterAFailure() {
        sink.script().before(Call.WRITE, 1, Act.fail(() -> new SinkException("no such table")));
        RunningPipeline running = start();
        assertThatThrownBy(running::await).isInstanceOf(PipelineException.class);

        assertThat(running.stop(LONG)).isFalse();
        running.close();
        assertThat(running.status().state()).isEqualTo(PipelineState.FAILED);
        assertThatThrownBy(running::await).isInstanceOf(PipelineException.class);
        assertClosed();
    }

    @Test
    void twice() throws InterruptedException {
        RunningPipeline running = start();
        running.awaitCaughtUp(LONG);
        assertThat(running.stop(LONG)).isTrue();
        assertThat(running.stop(Duration.ZERO)).isTrue();
        running.close();
        running.close();
    }

    @Test
    void fromAStep() throws InterruptedException {
        AtomicReference<RunningPipeline> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        RunningPipeline running = named().from(source)
                .peek(element -> {
                    await(known);
                    assertThat(self.get().stop(LONG)).isFalse();
                })
                .to(sink)
                .build()
                .start();
        self.set(running);
        known.countDown();
        running.await();

        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(sink.vault().elements()).isNotEmpty();
        assertThat(running.stop(LONG)).isTrue();
        assertClosed();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException breakOff) {
            throw new IllegalStateException(breakOff);
        }
    }

    @Test
    void aStepCannotWaitForItsOwnPipeline() {
        AtomicReference<RunningPipeline> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        RunningPipeline running = named().from(source)
                .peek(element -> {
                    await(known);
                    awaitEnd(self.get());
                })
                .to(sink)
                .build()
                .start();
        self.set(running);
        known.countDown();

        assertThatThrownBy(running::await)
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("Pipeline 'stop': a step failed at s@1")
                .hasMessageContaining("waits for the pipeline, which waits for the function");
    }

    private static void awaitEnd(RunningPipeline running) {
        try {
            running.await();
        } catch (InterruptedException breakOff) {
            throw new IllegalArgumentException(breakOff);
        }
    }

    @Test
    void breaksOffWhenItsCallerIsInterrupted() throws InterruptedException {
        sink.script().before(Call.WRITE, 1, gate);
        RunningPipeline running = start();
        gate.awaitReached();
        Thread.currentThread().interrupt();

        assertThat(running.stop(LONG)).isFalse();
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
    }

    @Test
    void breaksOffAFlushThatNeverEnds() throws InterruptedException {
        sink.storingNever();
        sink.script().after(Call.ADVANCE, 3, gate);
        RunningPipeline running = start();
        gate.awaitReached().open();

        assertThat(running.stop(SHORT)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(store.positions()).as("only the beginning").containsEntry("s", new Place.Behind(0).encode());
    }

    @Test
    void keepsAFailureThatCameBeforeTheDeadline() throws InterruptedException {
        sink.script().before(Call.FLUSH, 1, gate);
        RunningPipeline running = named().from(source)
                .filter(element -> {
                    if (element.number() == 2) {
                        throw new IllegalArgumentException("cannot count to two");
                    }
                    return true;
                })
                .to(sink)
                .build()
                .start();
        gate.awaitReached();

        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.FAILED);
        assertThatThrownBy(running::await).hasRootCauseMessage("cannot count to two");
    }

    /** An interrupted function usually throws; that is no fault of the record. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void skipsNoRecordWhoseFunctionWasInterrupted(boolean inStep) throws InterruptedException {
        List<Element> seen = new ArrayList<>();
        Consumer<Element> function = element -> {
            try {
                gate.run();
            } catch (InterruptedException breakOff) {
                throw new IllegalStateException(breakOff);
            }
            seen.add(element);
        };
        PipelineBuilder builder = named().onStepError(ErrorPolicy.skip()).onSinkError(ErrorPolicy.skip());
        Stage<Element> stage = builder.from(source);
        Pipeline pipeline = (inStep ? stage.peek(function).to(sink) : stage.forEach(function)).build();
        RunningPipeline running = pipeline.start();
        gate.awaitReached();
        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(running.status().metrics().recordsSkipped()).isZero();

        gate.open();
        journal.clear();
        try (RunningPipeline again = pipeline.start()) {
            assertThat(again.awaitCaughtUp(LONG)).isTrue();
        }
        assertThat(seen).isEqualTo(stream.elements());
        journal.clear();
    }

    @Test
    void leavesNothingButAFunctionThatHeedsNoInterrupt() throws InterruptedException {
        RunningPipeline running = named().from(source)
                .peek(element -> gate.runStubbornly())
                .to(sink)
                .build()
                .start();
        gate.awaitReached();
        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPING);
        gate.open();
        running.await();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
    }
}
