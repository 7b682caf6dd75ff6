package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Operation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What judges the fault suite must itself notice each kind of fault. */
class JournalTest {

    private final Journal journal = new Journal();

    private static Delivered insert(int id) {
        return new Delivered(
                "gtid:" + id, 0, "t", Operation.INSERT, Optional.empty(), Optional.of(new Image(id, 0, "", "")));
    }

    private static Delivered update(int id, long sequence) {
        return new Delivered(
                "gtid:" + id + ":" + sequence,
                0,
                "t",
                Operation.UPDATE,
                Optional.of(new Image(id, sequence - 1, "", "")),
                Optional.of(new Image(id, sequence, "", "")));
    }

    private void append(int... ids) {
        for (int id : ids) {
            journal.append(insert(id));
        }
    }

    @Test
    void dropsWhatComesAgainAfterAResume() {
        append(1, 2, 3);
        journal.resumed();
        append(2, 3, 4);

        assertThat(journal.violations()).isEmpty();
        assertThat(journal.changes()).containsExactly(insert(1), insert(2), insert(3), insert(4));
        assertThat(journal.repeats()).isEqualTo(2);
    }

    @Test
    void noticesARepeatWithoutAResume() {
        append(1, 2, 2);

        assertThat(journal.violations())
                .containsExactly("changes came again 1 times, but the pipeline has resumed 0 times");
    }

    @Test
    void noticesWhatIsLeftOutOfARepeat() {
        append(1, 2, 3);
        journal.resumed();
        append(1, 3);

        assertThat(journal.violations()).hasSize(1).first().asString().startsWith("left out 1 changes");
    }

    @Test
    void noticesSomethingNewWithinARepeat() {
        append(1, 2, 3);
        journal.resumed();
        append(2, 4);

        assertThat(journal.violations()).hasSize(1).first().asString().startsWith("new, while 1 changes were still");
    }

    @Test
    void replaysAHistory() {
        Replay replay = Replay.of(List.of(insert(1), update(1, 1), insert(2)));

        assertThat(replay.misfits()).isEmpty();
        assertThat(replay.rows("t")).containsOnlyKeys(1, 2);
        assertThat(replay.rows("t").get(1).sequence()).isEqualTo(1);
    }

    @Test
    void noticesAChangeThatIsMissingInAHistory() {
        assertThat(Replay.of(List.of(insert(1), update(1, 2))).misfits()).hasSize(1);
        assertThat(Replay.of(List.of(update(1, 1))).misfits()).hasSize(1);
        assertThat(Replay.of(List.of(insert(1), insert(1))).misfits()).hasSize(1);
    }
}
