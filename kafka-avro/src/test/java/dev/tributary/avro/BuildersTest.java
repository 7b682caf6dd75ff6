package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildersTest {

    @ParameterizedTest
    @ValueSource(strings = {"registry:8081", "ftp://registry", "http://", "http://a b", "", "https://user@registry"})
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> SchemaRegistry.builder().url(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The address of a schema registry must be like https://registry:8081");
    }

    @Test
    void needsAnAddress() {
        assertThatThrownBy(() -> SchemaRegistry.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A schema registry needs url(...)");
        assertThatThrownBy(() -> SchemaRegistry.builder().timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsItsAddressesAndNoSecret() {
        SchemaRegistry registry = SchemaRegistry.builder()
                .url("http://a:8081/")
                .url("https://b/apis/ccompat/v7")
                .basicAuth("me", Secret.of("pa55"))
                .build();

        assertThat(registry).hasToString("http://a:8081, https://b/apis/ccompat/v7");
    }

    @ParameterizedTest
    @CsvSource({"true, t-key, s.T.Key, t-s.T.Key", "false, t-value, s.T.Key, t-s.T.Key"})
    void namesSubjectsAsConfluentsStrategiesDo(boolean key, String byTopic, String byRecord, String byBoth) {
        assertThat(SubjectNames.topic().subject("t", "s.T.Key", key)).isEqualTo(byTopic);
        assertThat(SubjectNames.record().subject("t", "s.T.Key", key)).isEqualTo(byRecord);
        assertThat(SubjectNames.topicAndRecord().subject("t", "s.T.Key", key)).isEqualTo(byBoth);
    }
}
