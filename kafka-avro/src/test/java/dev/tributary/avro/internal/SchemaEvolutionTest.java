package dev.tributary.avro.internal;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.Test;

class SchemaEvolutionTest {

    private static Schema envelope(String key, String... columns) {
        List<Column> all = Stream.of(columns)
                .map(column -> column.split(" ", 2))
                .map(parts -> new Column(parts[0], ColumnType.parse(parts[1]), false))
                .toList();
        return TableForms.envelope("orders", TableSchema.of(new TableId("shop", "orders"), all, List.of(key)));
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == COMPATIBLE;
    }

    @Test
    void aColumnThatIsAddedOrDroppedIsCompatibleBothWays() {
        Schema before = envelope("id", "id int", "note varchar(10)");
        Schema added = envelope("id", "id int", "first int", "note varchar(10)", "last datetime(6)");
        Schema dropped = envelope("id", "id int");

        assertThat(reads(added, before)).isTrue();
        assertThat(reads(before, added)).isTrue();
        assertThat(reads(dropped, added)).isTrue();
        assertThat(reads(added, dropped)).isTrue();
    }

    @Test
    void anotherLengthOrKeyIsCompatibleAndAnotherSchema() {
        Schema before = envelope("id", "id int", "note varchar(10)");
        Schema after = envelope("note", "id int", "note varchar(20) collate utf8mb4_bin");

        assertThat(reads(after, before)).isTrue();
        assertThat(reads(before, after)).isTrue();
        assertThat(after.toString()).isNotEqualTo(before.toString());
        assertThat(TableForms.table(after).column(1).type()).hasToString("varchar(20) collate utf8mb4_bin");
    }

    @Test
    void aWiderIntegerReadsWhatTheNarrowerHasWritten() {
        Schema narrow = envelope("id", "id int");
        Schema wide = envelope("id", "id bigint");

        assertThat(reads(wide, narrow)).isTrue();
        assertThat(reads(narrow, wide)).isFalse();
    }

    @Test
    void saysWhichColumnsAreOfAnotherType() {
        Schema before = envelope("id", "id int", "price decimal(10,2)", "gone int");
        Schema after = envelope("id", "id int", "price double", "come int");
        Schema other = TableForms.envelope("other", TableSchema.of(new TableId("a", "b"), List.of(), List.of()));

        assertThat(SchemaDifference.of(before.toString(), after.toString()))
                .isEqualTo("; columns of another type than in its last one: price was bytes (decimal) and is double");
        assertThat(SchemaDifference.of(before.toString(), before.toString())).isEmpty();
        assertThat(SchemaDifference.of(other.toString(), after.toString()))
                .isEqualTo("; its last one is other.a.b.Envelope, this is orders.shop.orders.Envelope");
        assertThat(SchemaDifference.of("none", "none")).isEmpty();
    }
}
