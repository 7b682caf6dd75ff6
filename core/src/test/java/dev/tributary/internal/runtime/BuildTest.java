package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.Stage;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.Stream;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a definition refuses, and with which words. */
class BuildTest {

    private final ScriptedSource source = new ScriptedSource(new Stream("s"));

    private Stage<Element> stage() {
        return Pipeline.named("p").checkpoints(CheckpointStore.inMemory()).from(source);
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        ScriptedSink<Element> sink =
                new ScriptedSink<Element>().needing(Trait.KEYS).needing(Trait.TRANSACTIONS);
        Pipeline.Ending ending = Pipeline.named("p").from(source).to(sink);
        assertThatThrownBy(ending::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Pipeline 'p' cannot work: scripted sink needs records with keys (add keyBy(...)), which"
                        + " scripted source does not give; scripted sink needs a source that tells where transactions"
                        + " begin and end, which scripted source does not give; nothing keeps its position: add"
                        + " .checkpoints(CheckpointStore.file(path)) before from(...), or CheckpointStore.inMemory() if"
                        + " it may forget");
    }

    @Test
    void takesKeysFromKeyByOrFromTheSource() {
        ScriptedSink<Element> sink = new ScriptedSink<Element>().needing(Trait.KEYS);
        assertThat(stage().keyBy(Element::key)
                        .map(element -> element)
                        .to(sink)
                        .build()
                        .name())
                .isEqualTo("p");
        source.giving(Trait.KEYS);
        assertThat(stage().to(sink).build()).hasToString("Pipeline 'p' from scripted source");
    }

    @Test
    void needsNoStoreWhereSinksOrTheSourceKeepPositions() {
        ScriptedSink<Element> keeper = new ScriptedSink<Element>().keepingPositions();
        assertThat(Pipeline.named("p").from(source).to(keeper).build()).isNotNull();
        Pipeline.Ending mixed = Pipeline.named("p")
                .from(source)
                .fanOut(first -> first.to(keeper), second -> second.to(new ScriptedSink<>()));
        assertThatThrownBy(mixed::build).hasMessageContaining("nothing keeps its position");
        source.keepingPositions();
        assertThat(mixed.build()).isNotNull();
    }

    @Test
    void refusesAPipelineWithoutASink() {
        assertThatThrownBy(() -> stage().route(Stage.Routes::otherwiseDrop).build())
                .hasMessageContaining("no branch of it leads to a sink");
        assertThatThrownBy(() -> stage().fanOut(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fanOut needs at least one branch");
    }

    @Test
    void refusesABranchThatEndsAnotherStage() {
        Stage<Element> outer = stage();
        assertThatThrownBy(() ->
                        outer.fanOut(first -> first.to(new ScriptedSink<>()), second -> outer.to(new ScriptedSink<>())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A branch must end the stage that its function is given");
        outer.fanOut(List.of(branch -> {
            Pipeline.Ending ending = branch.to(new ScriptedSink<>());
            assertThatThrownBy(ending::build).hasMessageContaining("cannot be built by itself");
            return ending;
        }));
    }

    @Test
    void refusesABranchBehindTheLast() {
        assertThatThrownBy(() -> stage().route(routes ->
                        routes.otherwiseDrop().when(element -> true, branch -> branch.to(new ScriptedSink<>()))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("when must come before otherwise and otherwiseDrop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ü", "a\n"})
    void refusesNamesThatCannotBeNamesOfThreads(String name) {
        assertThatThrownBy(() -> Pipeline.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A pipeline's name is 1 to 100 letters, digits, '.', '_' or '-', but is '" + name + "'");
    }

    static List<Arguments> settings() {
        return List.of(
                setting(b -> b.saveEvery(Duration.ZERO), "The interval of saving must be positive, but is PT0S"),
                setting(
                        b -> b.saveEvery(Duration.ofNanos(-1)),
                        "The interval of saving must be positive, but is PT-0.000000001S"),
                setting(b -> b.saveEveryRecords(0), "The number of records between saves must be at least 1, but is 0"),
                setting(b -> b.saveEveryBytes(-1), "The number of bytes between saves must be at least 1, but is -1"),
                setting(b -> b.queueBytes(0), "The size of the queue in bytes must be at least 1, but is 0"),
                setting(b -> b.sinkBytes(0), "The bytes a sink may hold must be at least 1, but is 0"));
    }

    private static Arguments setting(Consumer<PipelineBuilder> setting, String message) {
        return Arguments.of(setting, message);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void refusesSettings(Consumer<PipelineBuilder> setting, String message) {
        assertThatThrownBy(() -> setting.accept(Pipeline.named("p")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
