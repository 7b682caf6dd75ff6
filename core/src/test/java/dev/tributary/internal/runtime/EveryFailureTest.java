package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.PipelineException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.internal.runtime.Scenario.Shape;
import dev.tributary.scripted.Act;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Lets each call on each part of a pipeline fail, one after another, in each way; then starts the pipeline again and
 * looks at what the sinks have. A first run without any failure tells which calls there are.
 */
@Timeout(300)
class EveryFailureTest {

    private record Way(String name, boolean afterwards, Supplier<Throwable> failure) {}

    private static final List<Way> WAYS = List.of(
            new Way("retriable", false, () -> new RetriableException("scripted")),
            new Way("fatal", false, () -> new SinkException("scripted")),
            new Way("unexpected", false, () -> new IllegalArgumentException("scripted")),
            new Way("error", false, () -> new AssertionError("scripted")),
            new Way("after its work", true, () -> new RetriableException("scripted")));

    @TestFactory
    Stream<DynamicContainer> nothingIsSkippedAfterAFailure() throws InterruptedException {
        List<DynamicContainer> shapes = new ArrayList<>();
        for (Shape shape : Shape.values()) {
            shapes.add(DynamicContainer.dynamicContainer(shape.toString(), failures(shape)));
        }
        return shapes.stream();
    }

    private static List<DynamicTest> failures(Shape shape) throws InterruptedException {
        List<DynamicTest> tests = new ArrayList<>();
        Scenario scenario = new Scenario(shape);
        Map<String, Script> scripts = new TreeMap<>();
        Optional<PipelineException> failure = scenario.run(scripts::putAll);
        assertThat(failure).isEmpty();
        scenario.assertComplete();
        scripts.forEach((part, script) -> {
            for (Call call : Call.values()) {
                for (int number = 1; number <= script.count(call); number++) {
                    tests.add(failure(shape, part, call, number));
                }
            }
        });
        return tests;
    }

    private static DynamicTest failure(Shape shape, String part, Call call, int number) {
        return DynamicTest.dynamicTest(part + " " + call + " " + number, () -> {
            for (Way way : WAYS) {
                try {
                    failAndStartAgain(shape, script(part, call, number, way));
                } catch (AssertionError | RuntimeException broken) {
                    throw new AssertionError("failing way: " + way.name() + ": " + broken.getMessage(), broken);
                }
            }
        });
    }

    private static Consumer<Map<String, Script>> script(String part, Call call, int number, Way way) {
        return scripts -> {
            Script script = scripts.get(part);
            Act act = Act.fail(way.failure());
            if (way.afterwards()) {
                script.after(call, number, act);
            } else {
                script.before(call, number, act);
            }
        };
    }

    private static void failAndStartAgain(Shape shape, Consumer<Map<String, Script>> prepare)
            throws InterruptedException {
        Scenario scenario = new Scenario(shape);
        scenario.run(prepare);
        assertThat(scenario.run(scripts -> {})).as("the second run fails").isEmpty();
        scenario.assertComplete();
    }
}
