package dev.tributary.internal.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** Makes the threads of a run, named after its pipeline, and knows which have not ended. Thread-safe. */
final class PipelineThreads implements ThreadFactory {

    private final String pipeline;
    private final List<Thread> threads = new ArrayList<>();
    private int count;

    PipelineThreads(String pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public synchronized Thread newThread(Runnable work) {
        count++;
        return newThread(Integer.toString(count), work);
    }

    /** Makes a thread named {@code pipeline-role}. */
    synchronized Thread newThread(String role, Runnable work) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(work, pipeline + "-" + role);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    synchronized boolean contains(Thread thread) {
        return threads.contains(thread);
    }

    private synchronized List<Thread> others() {
        return threads.stream()
                .filter(thread -> thread.isAlive() && thread != Thread.currentThread())
                .toList();
    }

    /** Waits until all threads but the caller's have ended, up to a time; returns those that have not. */
    List<Thread> awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Thread thread : others()) {
            long left = deadline - System.nanoTime();
            thread.join(Math.max(1, Duration.ofNanos(left).toMillis()));
        }
        return others();
    }
}
