package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.kafka.Changes;
import dev.tributary.kafka.RecordingContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import org.junit.jupiter.api.Test;

class EncodingTest {

    private static final StreamRecord<String> RECORD =
            StreamRecord.withoutKey("a", Changes.origin(1), new Split("s"), 10);

    private final RecordingContext skipping = new RecordingContext(true);

    @Test
    void rejectsARecordThatCannotBeEncodedWithAllOfItsMessages() throws Exception {
        IllegalStateException unfit = new IllegalStateException("unfit");
        Encoding<String> encoding = new Encoding<>(
                (record, messages) -> {
                    messages.accept(Message.of("t", null, null));
                    throw unfit;
                },
                skipping);

        assertThat(encoding.of(RECORD)).isEmpty();
        assertThat(skipping.rejected).containsExactly(unfit);
    }

    @Test
    void troubleWithServersAndSettingsIsNoFaultOfTheRecord() {
        for (RuntimeException trouble :
                new RuntimeException[] {new RetriableException("away"), new ConfigurationException("wrong")}) {
            Encoding<String> encoding = new Encoding<>(
                    (record, messages) -> {
                        throw trouble;
                    },
                    skipping);

            assertThatThrownBy(() -> encoding.of(RECORD)).isSameAs(trouble);
        }
        assertThat(skipping.rejected).isEmpty();
    }
}
