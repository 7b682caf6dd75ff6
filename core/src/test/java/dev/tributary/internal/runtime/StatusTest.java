package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.PipelineListener;
import dev.tributary.PipelineState;
import dev.tributary.PipelineStatus;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.StalledException;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Gate;
import dev.tributary.scripted.Script;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import dev.tributary.scripted.Vault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pipeline never looks alive while it is dead. */
@Timeout(60)
class StatusTest {

    private static final String NAME = "status";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Stream stream = new Stream("s").commit("a b").commit("a c");
    private final ScriptedSource source = new ScriptedSource(new Script("source"), stream).endless();
    private final ScriptedSink<Element> sink = new ScriptedSink<>("scripted sink", new Script("sink"), new Vault());
    private final Gate gate = new Gate();
    private final BlockingQueue<PipelineState> states = new LinkedBlockingQueue<>();

    private final class States implements PipelineListener {
        @Override
        public void stateChanged(String pipeline, PipelineState from, PipelineState to) {
            states.add(to);
        }
    }

    private PipelineBuilder named() {
        return Pipeline.named(NAME)
                .checkpoints(new ScriptedStore())
                .stalledAfter(Duration.ofMillis(100))
                .listener(new States());
    }

    /** Waits until the listener has been told of a state. */
    private void awaitTold(PipelineState wanted) throws InterruptedException {
        PipelineState told = states.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        while (told != null && told != wanted) {
            told = states.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(told).isEqualTo(wanted);
    }

    /** Waits until the status says so: on a busy machine other things take long too. */
    private void awaitStalled(RunningPipeline running, String message) throws InterruptedException {
        PipelineStatus status = running.status();
        while (status.state() != PipelineState.STALLED
                || !String.valueOf(status.lastError().orElseThrow().getMessage())
                        .startsWith(message)) {
            states.poll(10, TimeUnit.MILLISECONDS);
            status = running.status();
        }
        assertThat(status.lastError().orElseThrow()).isInstanceOf(StalledException.class);
    }

    private void awaitRunning(RunningPipeline running) throws InterruptedException {
        while (running.status().state() != PipelineState.RUNNING) {
            states.poll(10, TimeUnit.MILLISECONDS);
        }
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        gate.open();
        Threads.assertNoneLeft(NAME);
    }

    @Test
    void isStalledWhileASinkDoesNotStore() throws InterruptedException {
        sink.storingOnAThread().script().before(Call.REPORT, 1, gate);
        try (RunningPipeline running = named().from(source).to(sink).build().start()) {
            awaitTold(PipelineState.STALLED);
            awaitStalled(
                    running,
                    "The sink scripted sink has not stored for 0 s what it was given; is its far end reachable");

            gate.open();

            awaitRunning(running);
        }
    }

    @Test
    void showsWhatSinksTell() throws InterruptedException {
        try (RunningPipeline running = named().from(source).to(sink).build().start()) {
            awaitTold(PipelineState.RUNNING);

            assertThat(running.status().sinks()).isEqualTo(Map.of("the sink scripted sink: elements", "by the script"));
        }
    }

    @Test
    void isStalledWhileAStepDoesNotReturn() throws InterruptedException {
        try (RunningPipeline running = named().from(source)
                .peek(element -> gate.runStubbornly())
                .to(sink)
                .build()
                .start()) {
            awaitTold(PipelineState.STALLED);
            awaitStalled(running, "A step or a sink has not returned for 0 s");

            gate.open();

            awaitRunning(running);
        }
    }

    @Test
    void isStalledWhileASourceDoesNotReturn() throws InterruptedException {
        source.script().before(Call.POLL, 3, gate);
        try (RunningPipeline running = named().from(source).to(sink).build().start()) {
            awaitTold(PipelineState.STALLED);
            awaitStalled(running, "The source has not returned for 0 s");

            gate.open();

            awaitRunning(running);
        }
    }

    @Test
    void isDisconnectedWhileTheSourceTriesAgainAndItsLagGrows() throws InterruptedException {
        try (RunningPipeline running =
                named().stalledAfter(LONG).from(source).to(sink).build().start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(running.status().metrics().lag()).isZero();

            source.reader()
                    .atNextPoll(context ->
                            context.reconnecting(new RetriableException("the server is away"), Duration.ofMillis(1)));
            awaitTold(PipelineState.DISCONNECTED);

            PipelineStatus status = running.status();
            assertThat(status.state()).isEqualTo(PipelineState.DISCONNECTED);
            assertThat(status.lastError().orElseThrow()).hasMessage("the server is away");
            assertThat(status.metrics().reconnects()).isEqualTo(1);
            while (running.status().metrics().lag().isZero()) {
                Thread.onSpinWait();
            }

            source.reader().atNextPoll(context -> context.connected("the server"));
            awaitTold(PipelineState.RUNNING);
            assertThat(running.status().metrics().lag()).isZero();
        }
    }

    @Test
    void isPausedWhateverTheSourceDoes() throws InterruptedException {
        try (RunningPipeline running =
                named().stalledAfter(LONG).from(source).to(sink).build().start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            source.reader()
                    .atNextPoll(context ->
                            context.reconnecting(new RetriableException("the server is away"), Duration.ofMillis(1)));
            awaitTold(PipelineState.DISCONNECTED);

            running.pause();
            assertThat(running.status().state()).isEqualTo(PipelineState.PAUSED);
            running.resume();
            assertThat(running.status().state()).isEqualTo(PipelineState.DISCONNECTED);
        }
    }

    @Test
    void tellsTheSpeedInBytesAndNothingThatTheSourceDoesNotKnow() throws InterruptedException {
        try (RunningPipeline running = named().from(source).to(sink).build().start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();

            assertThat(running.status().metrics().bytesRead()).isPositive();
            assertThat(running.status().metrics().bytesBehind()).isEmpty();
        }
    }

    @Test
    void refusesATimeThatIsNone() {
        assertThatThrownBy(() -> Pipeline.named(NAME).stalledAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The time after which a pipeline is stalled must be positive, but is PT0S");
    }

    @Test
    void givesASignOfLifeOnceAnInterval() {
        Pulse pulse = new Pulse(Duration.ofNanos(100), 1_000);

        assertThat(List.of(pulse.isDue(1_050), pulse.isDue(1_100), pulse.isDue(1_150), pulse.isDue(1_250)))
                .containsExactly(false, true, false, true);
    }
}
