package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogFailure;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;

/** Runs what waits for a socket, which no interrupt ends, so that an interrupt of the calling thread ends it. */
final class Breakable {

    private final ThreadFactory threads;
    private final Runnable breakOff;

    Breakable(ThreadFactory threads, Runnable breakOff) {
        this.threads = threads;
        this.breakOff = breakOff;
    }

    /** Runs a task on another thread and waits for it. */
    void run(Runnable task) throws InterruptedException {
        FutureTask<Void> future = new FutureTask<>(task, null);
        threads.newThread(future).start();
        try {
            future.get();
        } catch (InterruptedException e) {
            breakOff.run();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BinlogFailure failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
