package dev.tributary.binlog.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes are of a MySQL 9.7 server, checksums removed, unless a test says that they are made by hand. */
class EventParsingTest {

    private static final UUID SERVER = UUID.fromString("f746cca2-e7f5-11f1-9f61-02fc00000001");

    private static BinlogEvent event(String hex) {
        byte[] bytes = HexFormat.of().parseHex("ffff" + hex);
        return new BinlogEvent(bytes, 2, bytes.length - 2);
    }

    @Test
    void readsTheCommonHeader() {
        BinlogEvent event = event("156f056b10010000001f0000008903000000000900000000000000");

        assertThat(event.type()).isEqualTo(EventType.XID);
        assertThat(event.timestampSeconds()).isEqualTo(0x6b056f15L);
        assertThat(event.serverId()).isEqualTo(1);
        assertThat(event.nextPosition()).isEqualTo(0x389);
        assertThat(event.isArtificial()).isFalse();
        assertThat(event.isIgnorable()).isFalse();
        assertThat(Xid.parse(event)).isEqualTo(new Xid(9));
    }

    @Test
    void readsAnArtificialRotation() {
        BinlogEvent event = event("0000000004010000002c000000000000002000040000000000000062696e6c6f672e303030303031");

        assertThat(event.isArtificial()).isTrue();
        assertThat(Rotate.parse(event)).isEqualTo(new Rotate("binlog.000001", 4));
    }

    @Test
    void readsAFormatDescription() {
        // With the four bytes in which the checksum goes.
        byte[] bytes = HexFormat.of()
                .parseHex(
                        "d46d056b0f010000007b0000007f00000000000400392e372e342d320000000000000000000000000000000000000000000"
                                + "0000000000000000000000000000000000000d46d056b13000d0008000000000400040000006300041a080000000000000"
                                + "20000000a0a0a2a2a001234000a2800000100000000");

        assertThat(FormatDescription.parse(bytes, BinlogEvent.HEADER_LENGTH, bytes.length - BinlogEvent.HEADER_LENGTH))
                .isEqualTo(new FormatDescription(4, "9.7.4-2", ChecksumAlgorithm.CRC32));
    }

    @Test
    void readsAGtid() {
        BinlogEvent event = event("156f056b21010000004d000000eb000000000001f746cca2e7f511f19f6102fc00000001010000000000"
                + "00000200000000000000000100000000000000a4a940aa036106c750620100");

        assertThat(GtidEvent.parse(event))
                .isEqualTo(new GtidEvent(
                        new Gtid(new GtidSource(SERVER, ""), 1), 1795518229424548L, 1795518229424548L, 199));
    }

    @Test
    void readsBothCommitTimesOfAReplicatedTransaction() {
        // By hand: the event above with the flag of a second time, and the time.
        BinlogEvent event = event("156f056b21010000004d000000eb000000000001f746cca2e7f511f19f6102fc00000001010000000000"
                + "00000200000000000000000100000000000000a4a940aa036186010000000000"
                + "00c750620100");

        GtidEvent gtid = GtidEvent.parse(event);

        assertThat(gtid.commitMicros()).isEqualTo(1795518229424548L);
        assertThat(gtid.originalCommitMicros()).isEqualTo(1);
    }

    @Test
    void readsAnAnonymousTransactionOfMySql57() {
        // By hand: no times and no length.
        BinlogEvent event =
                event("156f056b22010000004d000000eb0000000000010000000000000000000000000000000000000000000000"
                        + "000200000000000000000100000000000000");

        assertThat(GtidEvent.parse(event)).isEqualTo(new GtidEvent(null, 0, 0, 0));
    }

    @Test
    void readsATaggedGtid() {
        BinlogEvent event =
                event("156f056b2a0100000051000000cc1500000000027400000002dd038c310389029d03d50322c5037d02c204f1"
                        + "03000000020404060873686f7008440a480c7fe3bc46aa03610610dd041283120b");

        assertThat(GtidEvent.parseTagged(event))
                .isEqualTo(new GtidEvent(
                        new Gtid(new GtidSource(SERVER, "shop"), 1), 1795518229822691L, 1795518229822691L, 311));
    }

    @Test
    void readsAStatementWithItsDatabase() {
        BinlogEvent event =
                event("156f056b0201000000690000007b150000000009000000000000000400002d000000000000012000a0450000"
                        + "0000060373746404ff00ff00ff000c01736565640011240000000000000012ff00736565640072656e616d65207461626c652075"
                        + "20746f2076");

        QueryEvent query = QueryEvent.parse(event, collation -> {
            assertThat(collation).isEqualTo(255);
            return StandardCharsets.UTF_8;
        });

        assertThat(query.database()).isEqualTo("seed");
        assertThat(query.sql()).isEqualTo("rename table u to v");
        assertThat(query.ansiQuotes()).isFalse();
        assertThat(query.noBackslashEscapes()).isFalse();
    }

    @Test
    void readsThePreparationOfAnXaTransaction() {
        BinlogEvent event = event("156f056b260100000026000000521000000000000100000002000000000000007831");

        assertThat(XaPrepare.parse(event)).isEqualTo(new XaPrepare(false, new XaId("7831", "", 1)));
    }

    @Test
    void readsAnIncident() {
        BinlogEvent event = event("156f056b1a0100000026000000521000000000" + "0100" + "04" + "6c6f7374");

        assertThat(Incident.parse(event)).isEqualTo(new Incident(1, "lost"));
    }

    @Test
    void readsTheGtidsOfEarlierFiles() {
        BinlogEvent event =
                event("156f056b230100000075000000f400000080000102000000000001f746cca2e7f511f19f6102fc000000010001"
                        + "0000000000000001000000000000001200000000000000f746cca2e7f511f19f6102fc000000010873686f700100000000000000"
                        + "01000000000000000200000000000000");

        assertThat(GtidSetEncoding.decode(event.body("a previous GTIDs event"))).hasToString(SERVER + ":1-17:shop:1");
    }

    @Test
    void refusesAnEventThatIsCutOff() {
        BinlogEvent event = event("156f056b10010000001f0000008903000000000900000000");

        assertThatThrownBy(() -> Xid.parse(event))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("Cannot read a commit (XID) event: needs 8 more bytes at byte 21, 5 bytes before its end");
    }
}
