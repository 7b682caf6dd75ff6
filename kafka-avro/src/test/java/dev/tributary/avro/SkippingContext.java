package dev.tributary.avro;

import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.util.concurrent.ThreadFactory;

/** Stands for the runtime before a writer, with the policy to skip what is rejected. */
final class SkippingContext implements SinkContext {

    private int rejected;

    int rejected() {
        return rejected;
    }

    @Override
    public String pipeline() {
        return "test";
    }

    @Override
    public void durable(Split split, Position position) {}

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void rejected(StreamRecord<?> record, Throwable cause) {
        rejected++;
    }

    @Override
    public void retried(Throwable cause) {}

    @Override
    public long byteBudget() {
        return 1 << 20;
    }

    @Override
    public ThreadFactory threads() {
        return Thread::new;
    }
}
