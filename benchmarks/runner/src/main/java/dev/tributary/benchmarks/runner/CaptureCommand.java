package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast, and at which cost, the changes in a binlog are captured. */
@Command(name = "capture", description = "Read the same binlog by each contestant in turn.")
final class CaptureCommand implements Callable<Integer> {

    private static final int PASSES = 2;

    @Option(names = "--quick", description = "Few rows, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", description = "How often each contestant runs; by default 3.")
    private int rounds = 3;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark");
        try (BenchServer server = BenchServer.start()) {
            Turns turns = new Turns(server, folder);
            turns.prepare(List.of("orders", "sbtest1"));
            Recording recording = server.record(Dataset.ORDERS_AND_SBTEST, quick);
            System.out.println(recording);
            for (Contestant contestant : Contestant.values()) {
                for (PassFigures figures : turns.run(contestant, recording, PASSES)) {
                    System.out.println(contestant.title() + " " + figures.rows() * 1_000_000_000L / figures.nanos()
                            + " rows/s " + figures);
                }
            }
        }
        return 0;
    }
}
