package dev.tributary.flink.internal;

import dev.tributary.flink.StreamSplit;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the one split to the first reader that asks, and again to whoever asks after it came back. Its state is the split that nobody
 * has.
 */
public final class OneSplitEnumerator implements SplitEnumerator<StreamSplit, Optional<StreamSplit>> {

    private final SplitEnumeratorContext<StreamSplit> context;
    private final boolean bounded;
    private @Nullable StreamSplit free;

    /** Creates an enumerator with what its state was, or with a new split. */
    public OneSplitEnumerator(
            SplitEnumeratorContext<StreamSplit> context, boolean bounded, Optional<StreamSplit> free) {
        this.context = context;
        this.bounded = bounded;
        this.free = free.orElse(null);
    }

    @Override
    public void start() {
        // readers ask
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        StreamSplit split = free;
        if (split != null) {
            context.assignSplit(split, subtask);
            free = null;
        } else if (bounded) {
            context.signalNoMoreSplits(subtask);
        }
    }

    @Override
    public void addSplitsBack(List<StreamSplit> splits, int subtask) {
        splits.forEach(split -> free = split);
    }

    @Override
    public void addReader(int subtask) {
        // it asks
    }

    @Override
    public Optional<StreamSplit> snapshotState(long checkpoint) {
        return Optional.ofNullable(free);
    }

    @Override
    public void close() {
        // nothing is open
    }

    /** How the state of an enumerator lies in checkpoints: the split, if it is free, behind a byte that says so. */
    public static final class StateSerializer implements SimpleVersionedSerializer<Optional<StreamSplit>> {

        private final StreamSplitSerializer splits = new StreamSplitSerializer();

        @Override
        public int getVersion() {
            return splits.getVersion();
        }

        @Override
        public byte[] serialize(Optional<StreamSplit> free) {
            byte[] split = free.map(splits::serialize).orElse(new byte[0]);
            byte[] all = new byte[1 + split.length];
            all[0] = (byte) (free.isPresent() ? 1 : 0);
            System.arraycopy(split, 0, all, 1, split.length);
            return all;
        }

        @Override
        public Optional<StreamSplit> deserialize(int version, byte[] serialized) throws IOException {
            StreamSplit split = splits.deserialize(version, Arrays.copyOfRange(serialized, 1, serialized.length));
            return serialized[0] == 1 ? Optional.of(split) : Optional.empty();
        }
    }
}
