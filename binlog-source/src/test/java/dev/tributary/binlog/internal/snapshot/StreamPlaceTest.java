package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamPlaceTest {

    @ParameterizedTest
    @CsvSource({
        "b.000001, 4, b.000001, 4, true",
        "b.000001, 3, b.000001, 4, false",
        "b.000002, 4, b.000001, 999, true",
        "b.000009, 4, b.000010, 4, false",
        "b.1000000, 4, b.999999, 4, true",
    })
    void isComparedByFileThenByOffset(String file, long offset, String other, long otherOffset, boolean atOrBehind) {
        assertThat(new StreamPlace("s", file, offset, null)
                        .isAtOrBehind(new StreamPlace("s", other, otherOffset, null)))
                .isEqualTo(atOrBehind);
    }
}
