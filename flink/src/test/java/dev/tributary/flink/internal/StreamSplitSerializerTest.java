package dev.tributary.flink.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.flink.StreamSplit;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamSplitSerializerTest {

    private static final String POSITION = "mysql:1;gtids=a:1-5";

    private final StreamSplitSerializer splits = new StreamSplitSerializer();
    private final OneSplitEnumerator.StateSerializer states = new OneSplitEnumerator.StateSerializer();

    @Test
    void versionOneIsThePositionItself() throws Exception {
        assertThat(splits.serialize(new StreamSplit(POSITION))).isEqualTo(POSITION.getBytes(US_ASCII));
        assertThat(splits.deserialize(1, POSITION.getBytes(US_ASCII))).isEqualTo(new StreamSplit(POSITION));
        assertThat(splits.deserialize(1, new byte[0])).isEqualTo(new StreamSplit(null));
    }

    @Test
    void versionOneOfAnEnumeratorSaysWhetherTheSplitIsFree() throws Exception {
        assertThat(states.serialize(Optional.empty())).containsExactly(0);
        assertThat(states.serialize(Optional.of(new StreamSplit(null)))).containsExactly(1);
        assertThat(states.deserialize(1, new byte[] {0})).isEmpty();
        assertThat(states.deserialize(1, new byte[] {1, 'p'})).contains(new StreamSplit("p"));
    }

    @Test
    void anotherVersionIsRefused() {
        assertThatThrownBy(() -> splits.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("newer");
    }
}
