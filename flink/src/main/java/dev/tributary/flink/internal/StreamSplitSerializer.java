package dev.tributary.flink.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.flink.StreamSplit;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** How a split lies in checkpoints: version 1 is the position in UTF-8, and nothing where there is none yet. */
public final class StreamSplitSerializer implements SimpleVersionedSerializer<StreamSplit> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(StreamSplit split) {
        String position = split.position();
        return position == null ? new byte[0] : position.getBytes(UTF_8);
    }

    @Override
    public StreamSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("The state of a source was written in version " + version
                    + " of its form, and this release reads version " + VERSION
                    + ": use the release that wrote it, or a newer one");
        }
        return new StreamSplit(serialized.length == 0 ? null : new String(serialized, UTF_8));
    }
}
