package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Pipeline;
import dev.tributary.PipelineState;
import dev.tributary.RunningPipeline;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FlowTest {

    private final Stream stream = new Stream("s").commit("a b a").truncate("t").commit("b");
    private final ScriptedStore store = new ScriptedStore();
    private final ScriptedSink<Element> sink = new ScriptedSink<>();

    @Test
    void deliversEverythingInOrderAndSavesTheEnd() throws InterruptedException {
        RunningPipeline running = Pipeline.named("flow")
                .checkpoints(store)
                .from(new ScriptedSource(stream))
                .to(sink)
                .build()
                .start();
        running.await();

        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(sink.vault().elements()).hasSize(5).containsSubsequence(stream.elements());
        assertThat(store.positions()).containsEntry("s", "place 1 " + stream.size());
        assertThat(sink.script().count(Call.BEGAN)).isEqualTo(2);
        assertThat(sink.script().count(Call.COMMITTED)).isEqualTo(2);
        Threads.assertNoneLeft("flow");
    }

    @Test
    void beginsAtTheSavedPosition() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("flow")
                .checkpoints(store)
                .from(new ScriptedSource(stream))
                .to(sink)
                .build();
        pipeline.start().await();
        stream.commit("c");
        pipeline.start().await();

        assertThat(sink.vault().elements()).hasSize(6).endsWith(new Element("c", 1));
    }

    @Test
    void catchesUpWithWhatWasWrittenBeforeTheCall() throws InterruptedException {
        try (RunningPipeline running = Pipeline.named("flow")
                .checkpoints(store)
                .saveEvery(Duration.ofMillis(1))
                .from(new ScriptedSource(stream).endless())
                .to(sink)
                .build()
                .start()) {
            assertThat(running.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
            assertThat(sink.vault().distinct()).containsAll(stream.elements());
            stream.commit("c");
            assertThat(running.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
            assertThat(sink.vault().distinct()).contains(new Element("c", 1));
        }
    }
}
