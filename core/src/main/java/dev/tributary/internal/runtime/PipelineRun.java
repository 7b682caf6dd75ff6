package dev.tributary.internal.runtime;

import dev.tributary.PipelineStatus;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.Source;
import java.time.Duration;

/** A run of a pipeline. */
final class PipelineRun<S> implements RunningPipeline {

    PipelineRun(PipelineSettings settings, Source<S> source, Wiring<S> wiring) {}

    void start() {}

    @Override
    public PipelineStatus status() {
        throw new IllegalStateException();
    }

    @Override
    public boolean awaitCaughtUp(Duration timeout) {
        return false;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public boolean stop(Duration deadline) {
        return false;
    }

    @Override
    public void await() {}

    @Override
    public boolean await(Duration timeout) {
        return false;
    }

    @Override
    public void close() {}
}
