package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointException;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Split;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaPositionTest {

    /** Sinks keep this text: later versions must read it. */
    @Test
    void hasThisForm() {
        KafkaPosition position = new KafkaPosition(42);

        assertThat(position.encode()).isEqualTo("kafka1;next=42");
        assertThat(KafkaPosition.decode("kafka1;next=42")).isEqualTo(position);
        assertThat(position).hasToString("offset 42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kafka1;next=", "kafka1;next=-1", "kafka1;next=x", "kafka2;next=1", "mysql1;file=a"})
    void refusesWhatItHasNotWritten(String text) {
        assertThatThrownBy(() -> KafkaPosition.decode(text))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void coversAndIncludesWhatLiesBefore() {
        KafkaPosition position = new KafkaPosition(42);

        assertThat(position.covers(new KafkaPosition(42))).isTrue();
        assertThat(position.covers(new KafkaPosition(43))).isFalse();
        assertThat(position.includes(new KafkaOrigin("t", 0, 41, 0))).isTrue();
        assertThat(position.includes(new KafkaOrigin("t", 0, 42, 0))).isFalse();
    }

    @Test
    void aSplitIsAPartition() {
        TopicPartition partition = new TopicPartition("a-b.c-1", 12);

        assertThat(Partitions.split(partition)).isEqualTo(new Split("a-b.c-1-12"));
        assertThat(Partitions.partition(new Split("a-b.c-1-12"))).isEqualTo(partition);
    }
}
