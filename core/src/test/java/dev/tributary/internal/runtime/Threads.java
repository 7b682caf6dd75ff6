package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Looks for threads that outlive their pipeline. */
final class Threads {

    private Threads() {}

    /** Returns the live threads that carry a pipeline's name. */
    static List<Thread> of(String pipeline) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(pipeline + "-"))
                .toList();
    }

    /** Asserts that none is left, but for one that has done its last work and is about to end. */
    static void assertNoneLeft(String pipeline) throws InterruptedException {
        for (Thread thread : of(pipeline)) {
            thread.join(2000);
        }
        assertThat(of(pipeline)).as("threads left of pipeline %s", pipeline).isEmpty();
    }
}
