package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.Backoff;
import dev.tributary.DeadLetter;
import dev.tributary.DecodeException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.SinkException;
import dev.tributary.Stage;
import dev.tributary.scripted.Act;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.Script;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import dev.tributary.scripted.Vault;
import dev.tributary.spi.SplitsLostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pipeline does with failures: policies, messages, restarts. */
@Timeout(60)
class FailureTest {

    private static final Backoff AT_ONCE = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));

    private final ScriptedStore store = new ScriptedStore();
    private final ScriptedSink<Element> sink = new ScriptedSink<>();
    private final Vault letters = new Vault();
    private final ScriptedSink<DeadLetter> letterSink =
            new ScriptedSink<DeadLetter>("letter sink", new Script("letters"), letters).storingOnFlush();
    private ScriptedSource source =
            new ScriptedSource(new Stream("s").commit("a b").commit("a !c b"));

    private RunningPipeline start(UnaryOperator<PipelineBuilder> settings, UnaryOperator<Stage<Element>> steps) {
        PipelineBuilder builder = settings.apply(Pipeline.named("failing").checkpoints(store));
        return steps.apply(builder.from(source)).to(sink).build().start();
    }

    private RunningPipeline start(UnaryOperator<PipelineBuilder> settings) {
        return start(settings, stage -> stage);
    }

    private static PipelineException failure(RunningPipeline running) {
        return catchThrowableOfType(PipelineException.class, running::await);
    }

    /** Returns a step that fails at some element, some times. */
    private static UnaryOperator<Stage<Element>> failingAt(String element, int times) {
        AtomicInteger left = new AtomicInteger(times);
        return stage -> stage.map(passed -> {
            if (passed.toString().equals(element) && left.getAndDecrement() > 0) {
                throw new IllegalArgumentException("not this one");
            }
            return passed;
        });
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Threads.assertNoneLeft("failing");
    }

    @Test
    void endsAtBytesThatCannotBeDecoded() {
        PipelineException failure = failure(start(builder -> builder));
        assertThat(failure)
                .hasMessage("Pipeline 'failing': a record cannot be decoded at s@6: garbage at s@6")
                .hasCauseInstanceOf(DecodeException.class);
        assertThat(failure.pipeline()).isEqualTo("failing");
        assertThat(failure.origin()).contains(new Place.At("s", 6));
        assertThat(sink.vault().elements()).as("what came before is stored").hasSize(3);
        assertThat(store.positions()).containsEntry("s", new Place.Behind(4).encode());
    }

    @Test
    void endsAtAStepThatFailsAndStoresWhatCameBefore() {
        RunningPipeline running = start(builder -> builder, failingAt("a2", 1));
        assertThat(failure(running))
                .hasMessage(
                        "Pipeline 'failing': a step failed at s@5: java.lang.IllegalArgumentException: not this one");
        assertThat(running.status().state()).isEqualTo(PipelineState.FAILED);
        assertThat(store.positions()).containsEntry("s", new Place.Behind(4).encode());
    }

    @Test
    void endsAtAnErrorInAStepWhateverThePolicy() {
        PipelineException failure = failure(start(
                builder -> builder.onStepError(ErrorPolicy.skip()),
                stage -> stage.peek(element -> {
                    throw new AssertionError("a bug");
                })));
        assertThat(failure)
                .hasMessage("Pipeline 'failing': a step failed at s@1: java.lang.AssertionError: a bug")
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void endsAtARecordThatTheSinkRejects() {
        sink.rejecting(element -> element.toString().equals("b1"));
        assertThat(failure(start(builder -> builder)))
                .hasMessage("Pipeline 'failing': the sink scripted sink cannot store a record at s@2: the row is bad")
                .hasCauseInstanceOf(SinkException.class);
    }

    @Test
    void endsAtASinkThatFails() {
        sink.script().before(Call.WRITE, 2, Act.fail(() -> new SinkException("no such table")));
        assertThat(failure(start(builder -> builder)))
                .hasMessage("Pipeline 'failing': the sink scripted sink failed at s@2: no such table");
    }

    @Test
    void endsAtASinkThatFailsOutsideACall() {
        sink.storingOnAThread().script().before(Call.REPORT, 2, Act.fail(() -> new SinkException("no such table")));
        assertThat(failure(start(builder -> builder.onDecodeError(ErrorPolicy.skip()))))
                .hasMessage("Pipeline 'failing': the sink scripted sink failed: no such table");
    }

    @Test
    void endsAtASourceThatFails() {
        source.script().before(Call.POLL, 2, Act.fail(() -> new IllegalStateException("broken pipe")));
        assertThat(failure(start(builder -> builder)))
                .hasMessage("Pipeline 'failing': the source scripted source failed:"
                        + " java.lang.IllegalStateException: broken pipe");
        assertThat(sink.vault().elements()).as("what came before is stored").hasSize(2);
    }

    @Test
    void endsAtADeadLetterSinkThatFails() {
        letterSink.script().before(Call.WRITE, 1, Act.fail(() -> new SinkException("disk full")));
        assertThat(failure(start(builder -> builder.onDecodeError(ErrorPolicy.deadLetter(letterSink)))))
                .hasMessage("Pipeline 'failing': the dead-letter sink letter sink failed at s@6: disk full");
    }

    @Test
    void endsAtAStoreThatFails() {
        store.script().before(Call.SAVE, 1, Act.fail(() -> new IllegalStateException("disk full")));
        assertThat(failure(start(builder -> builder)))
                .hasMessage(
                        "Pipeline 'failing': the position cannot be saved: java.lang.IllegalStateException: disk full");
    }

    @Test
    void endsAtAStoreThatCannotBeOpened() {
        store.script().before(Call.OPEN, 1, Act.fail(() -> new IllegalStateException("in use")));
        assertThat(failure(start(builder -> builder)))
                .hasMessage("Pipeline 'failing': its saved positions cannot be opened: java.lang.IllegalStateException:"
                        + " in use");
    }

    @Test
    void endsAtASinkThatCannotBeOpened() {
        sink.script().before(Call.OPEN, 1, Act.fail(() -> new dev.tributary.ConfigurationException("wrong password")));
        assertThat(failure(start(builder -> builder)))
                .hasMessage("Pipeline 'failing': the sink scripted sink cannot be opened: wrong password");
    }

    @Test
    void skipsAndCounts() throws InterruptedException {
        sink.rejecting(element -> element.toString().equals("b1"));
        Recorder recorder = new Recorder();
        RunningPipeline running = start(
                builder -> builder.onDecodeError(ErrorPolicy.skip())
                        .onStepError(ErrorPolicy.skip())
                        .onSinkError(ErrorPolicy.skip())
                        .listener(recorder),
                failingAt("a2", 9));
        running.await();

        assertThat(sink.vault().elements()).isEqualTo(List.of(new Element("a", 1), new Element("b", 2)));
        assertThat(running.status().metrics().recordsSkipped()).isEqualTo(3);
        assertThat(running.status().metrics().recordsRead()).isEqualTo(5);
        assertThat(running.status().metrics().bytesRead()).isEqualTo(500);
        assertThat(recorder.events())
                .filteredOn(event -> event.startsWith("recordFailed"))
                .containsExactly(
                        "recordFailed SINK s@2 false", "recordFailed STEP s@5 false", "recordFailed DECODE s@6 false");
    }

    @Test
    void storesDeadLettersWithTheirReason() throws InterruptedException {
        sink.rejecting(element -> element.toString().equals("b1"));
        ErrorPolicy toLetters = ErrorPolicy.deadLetter(letterSink);
        RunningPipeline running = start(
                builder ->
                        builder.onDecodeError(toLetters).onStepError(toLetters).onSinkError(toLetters),
                failingAt("a2", 9));
        running.await();

        assertThat(letters.elements())
                .extracting(letter -> letter.toString())
                .containsExactly(
                        "SINK failed at s@2: dev.tributary.SinkException: the row is bad",
                        "STEP failed at s@5: java.lang.IllegalArgumentException: not this one",
                        "DECODE failed at s@6: dev.tributary.DecodeException: garbage at s@6");
        assertThat(((DeadLetter) letters.elements().get(0)).key()).contains("b");
        assertThat(((DeadLetter) letters.elements().get(1)).element()).contains(new Element("a", 2));
        assertThat(running.status().metrics().deadLetters()).isEqualTo(3);
    }

    @Test
    void triesAStepAgain() throws InterruptedException {
        RunningPipeline running = start(
                builder -> builder.onDecodeError(ErrorPolicy.skip()).onStepError(ErrorPolicy.retry(2, AT_ONCE)),
                failingAt("a2", 2));
        running.await();
        assertThat(running.status().metrics().retries()).isEqualTo(2);
        assertThat(sink.vault().elements()).hasSize(4);
    }

    @Test
    void doesSomethingElseWhenTryingAStepAgainDoesNotHelp() throws InterruptedException {
        RunningPipeline running = start(
                builder -> builder.onDecodeError(ErrorPolicy.skip())
                        .onStepError(ErrorPolicy.retry(2, AT_ONCE).orElse(ErrorPolicy.deadLetter(letterSink))),
                failingAt("a2", 3));
        running.await();
        assertThat(letters.elements()).hasSize(1);
        assertThat(sink.vault().elements()).hasSize(3);
    }

    @Test
    void passesOnNothingOfARecordWhoseStepsAreTriedAgain() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        RunningPipeline running = start(
                builder -> builder.onDecodeError(ErrorPolicy.skip()).onStepError(ErrorPolicy.retry(1, AT_ONCE)),
                stage -> stage.flatMap(element -> List.of(element, element)).peek(element -> {
                    if (calls.incrementAndGet() == 2) {
                        throw new IllegalStateException("the second half");
                    }
                }));
        running.await();
        assertThat(sink.vault().elements()).hasSize(8);
    }

    @Test
    void startsAgainAtTheSavedPosition() throws InterruptedException {
        sink.script().before(Call.ADVANCE, 3, Act.fail(() -> new RetriableException("the database is away")));
        Recorder recorder = new Recorder();
        RunningPipeline running = start(builder -> builder.onDecodeError(ErrorPolicy.skip())
                .onSinkError(ErrorPolicy.retry(1, AT_ONCE))
                .saveEveryRecords(1)
                .listener(recorder));
        running.await();

        assertThat(running.status().metrics().restarts()).isEqualTo(1);
        assertThat(running.status().lastError()).isPresent();
        assertThat(sink.vault().elements()).hasSize(4);
        assertThat(recorder.events())
                .contains(
                        "restarting Pipeline 'failing': the sink scripted sink failed: the database is away",
                        "state RUNNING to RESTARTING",
                        "state RESTARTING to RUNNING");
    }

    @Test
    void startsAgainWithoutAPolicyWhereSplitsAreLost() throws InterruptedException {
        sink.script().before(Call.ADVANCE, 3, Act.fail(() -> new SplitsLostException("another has them")));
        RunningPipeline running = start(builder -> builder.onDecodeError(ErrorPolicy.skip()));
        running.await();

        assertThat(running.status().metrics().restarts()).isEqualTo(1);
        assertThat(sink.vault().distinct()).hasSize(4);
    }

    @Test
    void givesUpAfterSoManyStartsWithoutProgress() {
        sink.script().beforeEach(Call.OPEN, Act.fail(() -> new RetriableException("the database is away")));
        RunningPipeline running = start(builder -> builder.onSinkError(ErrorPolicy.retry(3, AT_ONCE)));
        assertThat(failure(running)).hasMessageContaining("cannot be opened: the database is away");
        assertThat(sink.script().count(Call.OPEN)).isEqualTo(4);
    }

    @Test
    void countsStartsAnewAfterProgress() throws InterruptedException {
        Stream stream = new Stream("s");
        for (int i = 0; i < 10; i++) {
            stream.commit("a");
        }
        source = new ScriptedSource(stream);
        AtomicInteger writes = new AtomicInteger();
        sink.script().beforeEach(Call.WRITE, () -> {
            if (writes.incrementAndGet() % 2 == 0) {
                throw new RetriableException("every second");
            }
        });
        RunningPipeline running =
                start(builder -> builder.saveEveryRecords(1).onSinkError(ErrorPolicy.retry(1, AT_ONCE)));
        running.await();
        assertThat(running.status().metrics().restarts()).isGreaterThan(5);
        assertThat(sink.vault().distinct()).hasSize(10);
    }

    @Test
    void doesNotStartAgainForAFailureThatCannotPass() {
        sink.script().before(Call.WRITE, 1, Act.fail(() -> new SinkException("no such table")));
        RunningPipeline running = start(builder -> builder.onSinkError(ErrorPolicy.retry(3, AT_ONCE)));
        assertThat(failure(running)).hasMessageContaining("no such table");
        assertThat(sink.script().count(Call.OPEN)).isEqualTo(1);
    }

    @Test
    void survivesItsListeners() throws InterruptedException {
        RunningPipeline running =
                start(builder -> builder.onDecodeError(ErrorPolicy.skip()).listener(new Recorder() {
                    @Override
                    public void stateChanged(String pipeline, PipelineState from, PipelineState to) {
                        throw new AssertionError("a listener's bug");
                    }
                }));
        running.await();
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
    }

    @Test
    void tellsItsListenersOfAFailure() {
        Recorder recorder = new Recorder();
        failure(start(builder -> builder.listener(recorder)));
        assertThat(recorder.events())
                .startsWith("state STARTING to RUNNING")
                .endsWith(
                        "failed Pipeline 'failing': a record cannot be decoded at s@6: garbage at s@6",
                        "state RUNNING to FAILED");
    }
}
