package dev.tributary.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An act that blocks whoever comes, until it is opened or interrupted. */
public final class Gate implements Act {

    private static final int LIMIT_SECONDS = 20;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public void run() throws InterruptedException {
        reached.countDown();
        opened.await();
    }

    /** Blocks as {@link #run} does, but heeds no interrupt. */
    public void runStubbornly() {
        reached.countDown();
        boolean interrupted = false;
        while (opened.getCount() > 0) {
            try {
                opened.await();
            } catch (InterruptedException unheeded) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until somebody is blocked here. */
    public Gate awaitReached() throws InterruptedException {
        assertThat(reached.await(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the gate was reached")
                .isTrue();
        return this;
    }

    public void open() {
        opened.countDown();
    }
}
