package dev.tributary.benchmarks.jmh;

import dev.tributary.benchmarks.runner.BenchmarksPage;
import dev.tributary.benchmarks.runner.Machine;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the benchmarks by JMH and reports time and allocation of each value. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Measure decoder and writer by type of column, with JMH.")
final class Main implements Callable<Integer> {

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    @Option(names = "--quick", description = "One short iteration; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "1", description = "How many JVMs run each benchmark; by default 1.")
    private int rounds;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Options options = new OptionsBuilder()
                .include(ValueBenchmark.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .forks(quick ? 1 : rounds)
                .warmupIterations(quick ? 1 : 3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 1 : 5)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .build();
        String report = "Measured on " + Machine.describe() + ".\n\n" + table(new Runner(options).run());
        System.out.println(report);
        if (!quick) {
            BenchmarksPage.write("jmh", report);
        }
        return 0;
    }

    private static String table(Collection<RunResult> results) {
        Map<String, RunResult> byName = new TreeMap<>();
        results.forEach(result -> byName.put(
                result.getParams().getParam("kind") + result.getPrimaryResult().getLabel(), result));
        StringBuilder markdown = new StringBuilder("""
                | type | to JSON bytes, ns a value | allocated bytes a value | to a Java value, ns | allocated bytes a value |
                | --- | ---: | ---: | ---: | ---: |
                """);
        for (Kind kind : Kind.values()) {
            markdown.append("| ").append(kind);
            for (String benchmark : new String[] {"toJson", "toValue"}) {
                RunResult result = byName.get(kind + benchmark);
                if (result != null) {
                    markdown.append(number(result.getPrimaryResult().getScore()))
                            .append(number(Objects.requireNonNull(
                                            result.getSecondaryResults().get(ALLOCATION))
                                    .getScore()));
                }
            }
            markdown.append(" |\n");
        }
        return markdown.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, " | %.1f", value);
    }
}
