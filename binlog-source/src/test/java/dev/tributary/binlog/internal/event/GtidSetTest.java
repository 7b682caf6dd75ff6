package dev.tributary.binlog.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GtidSetTest {

    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "ff11fa47-71ca-11e1-9e33-c80aa9429562";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A:1-5 | A:1-5",
                "A:1 | A:1",
                "A:1-2:3-5 | A:1-5",
                "A:4-5:1-2 | A:1-2:4-5",
                "A:1:3:2 | A:1-3",
                "A:1-10:3-4 | A:1-10",
                "B:1,A:2 | A:2,B:1",
                "A:shop:1-2:1 | A:shop:1-2",
                "A:7:zoo:1:shop:2:4 | A:7:shop:2:4:zoo:1",
                "A:Shop:1 | A:shop:1",
                "' A : 1 - 3 , B:2 ' | A:1-3,B:2",
            })
    void printsWhatItReadInTheServersForm(String text, String canonical) {
        assertThat(GtidSet.parse(expand(text))).hasToString(expand(canonical));
    }

    @Test
    void readsUpperCaseAndLineBreaks() {
        assertThat(GtidSet.parse("3E11FA47-71CA-11E1-9E33-C80AA9429562:1-3,\n" + B + ":1"))
                .hasToString(A + ":1-3," + B + ":1");
    }

    @Test
    void readsNothingAsTheEmptySet() {
        assertThat(GtidSet.parse("")).isEqualTo(GtidSet.EMPTY).hasToString("");
        assertThat(GtidSet.EMPTY.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A:", "A:0", "A:5-4", "A:1-", "A:x-1", "B1:1", "1-2", "A:shop", "A:1;B:1", "A:-3"})
    void refusesWhatIsNoGtidSetAndQuotesIt(String text) {
        String expanded = expand(text);

        assertThatThrownBy(() -> GtidSet.parse(expanded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GTID set '" + expanded + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A:1-5 | A:1-5 | true",
                "A:1-5 | A:2:4 | true",
                "A:1-5 | A:5-6 | false",
                "A:1-5:7 | A:6 | false",
                "A:1-5 | B:1 | false",
                "A:1-5,B:1 | B:1 | true",
                "A:1-5 | A:shop:1 | false",
                "A:shop:1-5 | A:1 | false",
                "A:shop:1-5 | A:shop:2-3 | true",
                "A:1 | '' | true",
                "'' | A:1 | false",
            })
    void knowsWhetherItContainsAnotherSet(String set, String other, boolean contains) {
        assertThat(GtidSet.parse(expand(set)).containsAll(GtidSet.parse(expand(other))))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A:1-5 | A:2-3 | A:1:4-5",
                "A:1-5 | A:1-5 | ''",
                "A:1-5:shop:1 | A:1-9 | A:shop:1",
                "A:3-5 | A:1-3 | A:4-5",
                "A:1-5 | B:1 | A:1-5",
            })
    void subtracts(String set, String other, String rest) {
        assertThat(GtidSet.parse(expand(set)).minus(GtidSet.parse(expand(other))))
                .hasToString(expand(rest));
    }

    @Test
    void addsOneWithoutChangingTheSetItWasAddedTo() {
        GtidSet before = GtidSet.parse(A + ":1-2:4");

        GtidSet after = before.plus(new Gtid(new GtidSource(UUID.fromString(A), ""), 3));

        assertThat(after).hasToString(A + ":1-4");
        assertThat(before).hasToString(A + ":1-2:4");
    }

    @Test
    void countsTransactions() {
        assertThat(GtidSet.parse(A + ":1-5:7:shop:1-2").size()).isEqualTo(8);
    }

    @Test
    void holdsWhatWasAddedInAnyOrderAndSurvivesBothForms() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        boolean[] added = new boolean[200];
        GtidSource source = new GtidSource(UUID.fromString(A), random.nextBoolean() ? "tag_1" : "");
        GtidSet set = GtidSet.parse(B + ":1-7");
        for (int i = 0; i < 120; i++) {
            int number = 1 + random.nextInt(added.length - 1);
            added[number] = true;
            set = set.plus(new Gtid(source, number));
        }

        for (int number = 1; number < added.length; number++) {
            assertThat(set.contains(new Gtid(source, number)))
                    .as("number %s, seed %s", number, seed)
                    .isEqualTo(added[number]);
        }
        byte[] encoded = GtidSetEncoding.encode(set);
        assertThat(GtidSet.parse(set.toString())).as("seed %s", seed).isEqualTo(set);
        assertThat(GtidSetEncoding.decode(new ByteCursor(encoded, 0, encoded.length, "a set")))
                .as("seed %s", seed)
                .isEqualTo(set)
                .hasSameHashCodeAs(set);
    }

    private static String expand(String text) {
        return text.replace("A", A).replace("B", B);
    }
}
