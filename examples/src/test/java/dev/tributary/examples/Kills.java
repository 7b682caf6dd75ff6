package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Programs that are killed by {@code kill -9}, and what they have saved. */
final class Kills {

    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final Duration END_LIMIT = Duration.ofSeconds(150);

    private Kills() {}

    /**
     * Starts a program again and again and kills it: by turns at a random moment after its start, which may be before it
     * has begun to read, and at a random moment after it has made progress.
     *
     * @param progress tells what the program has saved
     * @param afterKill is run after each
     */
    static void of(int times, Supplier<String> progress, Runnable afterKill, String... arguments)
            throws InterruptedException {
        of(times, progress, afterKill, arguments[0], () -> Program.start(arguments));
    }

    /** The same for a program that is started in another way. */
    static void of(int times, Supplier<String> progress, Runnable afterKill, String name, Supplier<Program> start)
            throws InterruptedException {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("Kills of " + name + ": seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        for (int i = 0; i < times; i++) {
            String before = progress.get();
            try (Program program = start.get()) {
                if (i % 2 == 1) {
                    Await.until(
                            "the program saves what it has done",
                            END_LIMIT,
                            () -> !progress.get().equals(before) || program.awaitEnd(Duration.ZERO));
                }
                boolean ended = program.awaitEnd(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
                program.kill();
                assertThat(ended)
                        .as(() -> "ended before it was killed: " + program.errors())
                        .isFalse();
            }
            afterKill.run();
        }
    }

    /** Runs the program until it has caught up. */
    static void catchUp(String... arguments) throws InterruptedException {
        String[] untilCaughtUp = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, untilCaughtUp, 0, arguments.length);
        untilCaughtUp[arguments.length] = "--until-caught-up";
        try (Program program = Program.start(untilCaughtUp)) {
            assertThat(program.exitStatus(END_LIMIT)).as(program::errors).isZero();
        }
    }

    /** Returns what a file holds; nothing if there is none. */
    static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
