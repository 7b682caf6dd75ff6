package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.CheckpointException;
import dev.tributary.RowsEvent;
import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.event.GtidSet;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogPositionTest {

    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static BinlogPosition gtids(String set) {
        return BinlogPosition.ofGtids(A, GtidSet.parse(set));
    }

    private static BinlogPosition file(String file, long offset) {
        return BinlogPosition.ofFile(A, file, offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql:1;server=" + A + ";offset=1234;file=binlog.000042",
                "mysql:1;server=" + A + ";gtids=" + A + ":1-5:shop:1-2," + B + ":7;offset=1234;file=binlog.000042",
                "mysql:1;server=" + A + ";gtids=;offset=0;file=",
                "mysql:1;server=" + A + ";offset=4;file=odd;name=x.000001",
                "mysql:1;server=" + A + ";offset=4;created=1700000000;file=binlog.000001",
                "mysql:1;server=" + A + ";gtids=" + A + ":1-5;part=17@9a3b21c0@" + A
                        + ":6@1300@odd%3Bname.000042;offset=1234;file=odd;name.000042",
                "mysql:1;server=" + A + ";gtids=" + A + ":1-5;prepared=78..1@" + A
                        + ":4@500@1@binlog.000041,79.7a.4294967295@" + A
                        + ":5@700@0@binlog.000042;offset=1234;file=binlog.000042",
                "mysql:1;server=" + A + ";prepared=.78.1@@500@1@binlog.000041;part=1@1@@1234@binlog.000042"
                        + ";offset=1234;file=binlog.000042",
                "mysql:1;server=" + A + ";gtids=" + A
                        + ":1-5;snapshots=11aa:3,22bb:1~initial%3Ashop.o!shop!o!!!id+int+!MTc"
                        + "!17!2!0~9!a%3Bb!x%21y!c,d!v+%3E+1!!!0!0!1;offset=1234;file=binlog.000042",
                "mariadb:1;server=7;gtids=0-7-123;snapshots=11aa:4;offset=512;file=binlog.000042",
                "mysql:1;server=" + A + ";gtids=" + A + ":1-5;anew=1700000000123;offset=4;file=binlog.000001",
            })
    void readsAndWritesItsForm(String encoded) {
        BinlogPosition position = BinlogPosition.decode(encoded);

        assertThat(position.encode()).isEqualTo(encoded);
        assertThat(BinlogPosition.decode(position.encode())).isEqualTo(position).hasSameHashCodeAs(position);
    }

    @Test
    void readsTheParts() {
        BinlogPosition position =
                BinlogPosition.decode("mysql:1;server=" + A + ";gtids=" + A + ":1-5;offset=1234;file=binlog.000042");

        assertThat(position.serverUuid()).isEqualTo(A);
        assertThat(position.gtids()).isEqualTo(GtidSet.parse(A + ":1-5"));
        assertThat(position.file()).isEqualTo("binlog.000042");
        assertThat(position.offset()).isEqualTo(1234);
        assertThat(position).hasToString("GTIDs " + A + ":1-5 at binlog.000042:1234");
    }

    @Test
    void hasNoSnapshotsInTheFormOfBeforeThereWereAny() {
        BinlogPosition position = BinlogPosition.decode("mysql:1;server=" + A + ";offset=4;file=binlog.000001");

        assertThat(position.snapshots().isNone()).isTrue();
    }

    @Test
    void coversAllThatLiesBeforeANewBeginningWhateverItsTransactions() {
        BinlogPosition former = gtids(A + ":1-5");
        BinlogPosition anew = gtids(A + ":1-2").anewAfter(former, 1000);
        BinlogPosition another = gtids(B + ":1").anewAfter(anew, 500); // the clock was set back

        assertThat(anew.covers(former)).isTrue();
        assertThat(former.covers(anew)).isFalse();
        assertThat(another.covers(anew)).isTrue();
        assertThat(another.covers(former)).isTrue();
        assertThat(anew.covers(another)).isFalse();
    }

    @Test
    void isComparedByItsTransactionsSinceANewBeginning() {
        BinlogPosition anew = gtids(A + ":1-2").anewAfter(gtids(A + ":1-5"), 1000);
        BinlogPosition later = anew.behind(GtidSet.parse(A + ":1-3"));

        assertThat(later.covers(anew)).isTrue();
        assertThat(anew.covers(later)).isFalse();
        assertThat(later.covers(gtids(A + ":1-4").inLineOf(anew))).isFalse();
    }

    @Test
    void coversAnotherOnlyWithItsSnapshots() {
        String form = "mysql:1;server=" + A + ";snapshots=%s;offset=4;file=binlog.000001";
        BinlogPosition before = BinlogPosition.decode(String.format(form, "11aa:3"));
        BinlogPosition after = BinlogPosition.decode(String.format(form, "11aa:4"));
        BinlogPosition without = file("binlog.000001", 4);

        assertThat(after.covers(before)).isTrue();
        assertThat(before.covers(after)).isFalse();
        assertThat(after.covers(without)).isTrue();
        assertThat(without.covers(before)).isFalse();
    }

    @Test
    void passesOverFieldsOfLaterVersions() {
        assertThat(BinlogPosition.decode("mysql:1;server=" + A + ";rows=17;offset=4;file=binlog.000001"))
                .isEqualTo(file("binlog.000001", 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kafka:1;offset=4",
                "mysql:2;offset=4;file=x",
                "mysql:1;offset=4",
                "mysql:1;offset=x;file=f",
                "mysql:1;gtids=nonsense;offset=4;file=f",
                "mysql:1;part=nonsense;offset=4;file=f",
                "mysql:1;prepared=nonsense;offset=4;file=f",
                "mysql:1;snapshots=nonsense;offset=4;file=f",
                "mysql:1;snapshots=a:1~nonsense;offset=4;file=f",
                "mariadb:1;gtids=0-1;offset=4;file=f",
            })
    void refusesOtherTextAndShowsIt(String encoded) {
        assertThatThrownBy(() -> BinlogPosition.decode(encoded))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'" + encoded + "'");
    }

    @Test
    void isWrittenAndReadWithTheGtidsOfMariaDb() {
        String encoded = "mariadb:1;server=7;gtids=0-7-123,4-9-1;offset=512;file=binlog.000042";

        BinlogPosition position = BinlogPosition.decode(encoded);

        assertThat(position.gtids()).isEqualTo(DomainGtids.parse("4-9-1,0-7-123"));
        assertThat(position.encode()).isEqualTo(encoded);
        assertThat(position).hasToString("GTIDs 0-7-123,4-9-1 at binlog.000042:512");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-1-5|0-1-5|true",
                "0-1-5|0-2-4|true",
                "0-1-4|0-1-5|false",
                "0-1-5|0-1-5,1-1-1|false",
                "0-1-5,1-1-1|0-1-5|true",
            })
    void isComparedByTheNumbersOfEachDomain(String one, String other, boolean covers) {
        assertThat(BinlogPosition.ofGtids("1", DomainGtids.parse(one))
                        .covers(BinlogPosition.ofGtids("2", DomainGtids.parse(other))))
                .isEqualTo(covers);
    }

    /** Base and part (events of a transaction) of two positions. */
    @ParameterizedTest
    @CsvSource({
        "1-5, 6, 10, 1-5, 6, 10, true",
        "1-5, 6, 10, 1-5, 6, 9, true",
        "1-5, 6, 9, 1-5, 6, 10, false",
        "1-5, 6, 9, 1-5, 6, 0, true",
        "1-5, 6, 0, 1-5, 6, 1, false",
        "1-6, 7, 0, 1-5, 6, 99, true",
        "1-5:7, 8, 1, 1-5, 6, 1, false",
    })
    void isComparedByTheEventsOfATransaction(
            String base, int next, long events, String otherBase, int otherNext, long otherEvents, boolean covers) {
        assertThat(part(base, next, events).covers(part(otherBase, otherNext, otherEvents)))
                .isEqualTo(covers);
    }

    private static BinlogPosition part(String base, int next, long events) {
        BinlogPosition position = gtids(A + ":" + base).at("binlog.000001", 100);
        return events == 0
                ? position
                : position.withPart(new PartRead(A + ":" + next, "binlog.000001", 100, events, 7));
    }

    @Test
    void includesTheEventsOfItsPart() {
        Transaction transaction = Transaction.of(1, A + ":6", "binlog.000001", 100, Instant.EPOCH);
        BinlogPosition position = part("1-5", 6, 10);

        assertThat(position.includes(new BinlogOrigin(RowsEvent.of(transaction, 200, 9), 3, false)))
                .isTrue();
        assertThat(position.includes(new BinlogOrigin(RowsEvent.of(transaction, 200, 10), 0, false)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "A:1-5,A:1-5,true",
        "A:1-5,A:1-4,true",
        "A:1-4,A:1-5,false",
        "A:1-5,B:1,false",
        "B:1,A:1-5,false",
    })
    void isComparedByItsGtids(String one, String other, boolean covers) {
        assertThat(gtids(one.replace("A", A).replace("B", B))
                        .at("binlog.000001", 4)
                        .covers(gtids(other.replace("A", A).replace("B", B)).at("binlog.000009", 9)))
                .isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({
        "binlog.000002,4,binlog.000001,900,true",
        "binlog.000001,900,binlog.000002,4,false",
        "binlog.000001,900,binlog.000001,900,true",
        "binlog.000001,899,binlog.000001,900,false",
        "binlog.1000000,4,binlog.999999,900,true",
    })
    void isComparedByFileAndOffsetWithoutGtids(
            String file, long offset, String otherFile, long otherOffset, boolean covers) {
        assertThat(file(file, offset).covers(file(otherFile, otherOffset))).isEqualTo(covers);
    }

    @Test
    void coversNothingOfAnotherServerOrKind() {
        BinlogPosition other = BinlogPosition.ofFile(B, "binlog.000001", 4);

        assertThat(file("binlog.000009", 4).covers(other)).isFalse();
        assertThat(file("binlog.000009", 4).covers(gtids(A + ":1"))).isFalse();
        assertThat(gtids(A + ":1").covers(file("binlog.000001", 4))).isFalse();
    }

    @Test
    void includesTheRowsOfItsTransactions() {
        BinlogOrigin fifth = new BinlogOrigin(
                RowsEvent.of(Transaction.of(1, A + ":shop:5", "binlog.000001", 500, Instant.EPOCH), 600, 0), 0, true);
        BinlogOrigin anonymous =
                new BinlogOrigin(RowsEvent.of(Transaction.of(1, "binlog.000001", 500, Instant.EPOCH), 600, 0), 0, true);

        assertThat(gtids(A + ":shop:1-5").includes(fifth)).isTrue();
        assertThat(gtids(A + ":1-9:shop:1-4").includes(fifth)).isFalse();
        assertThat(file("binlog.000001", 700).includes(anonymous)).isTrue();
        assertThat(file("binlog.000001", 500).includes(anonymous)).isFalse();
        assertThat(file("binlog.000002", 4).includes(anonymous)).isTrue();
    }
}
