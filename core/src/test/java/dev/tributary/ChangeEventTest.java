package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.internal.ArrayRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeEventTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("shop", "days"),
            List.of(Column.of("day", "date"), Column.of("id", "int"), Column.of("note", "text")),
            List.of("day", "id"));
    private static final BinlogOrigin ORIGIN =
            new BinlogOrigin(RowsEvent.of(Transaction.of(7, "binlog.000001", 4, Instant.EPOCH), 4, 0), 0, true);

    private static ArrayRow.Builder zeroDay() {
        return new ArrayRow.Builder(SCHEMA).setFields(0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static RowKey keyOfUpdate(Row before, Row after) {
        return ChangeEvent.update(before, after, ORIGIN).key();
    }

    @Test
    void anUpdateThatHoldsOnlyWhatHasChangedHasTheRestOfItsKeyFromBefore() {
        Row before = Row.of(SCHEMA, Map.of("day", LocalDate.of(2024, 2, 29), "id", 1));

        RowKey key = keyOfUpdate(before, Row.of(SCHEMA, Map.of("id", 2, "note", "new")));

        assertThat(key).isEqualTo(RowKey.of(Row.of(SCHEMA, LocalDate.of(2024, 2, 29), 2, "other")));
    }

    @Test
    void aKeyKeepsADateThatNoCalendarHas() {
        Row before = Row.of(SCHEMA, Map.of("day", LocalDate.of(2024, 2, 29), "id", 1));
        Row zero = zeroDay().build();

        RowKey toZero = keyOfUpdate(before, zero);
        RowKey fromZero = keyOfUpdate(zeroDay().set(1, 1).build(), Row.of(SCHEMA, Map.of("id", 2)));

        assertThat(toZero.row().getText("day")).isEqualTo("0000-00-00");
        assertThat(toZero).isEqualTo(RowKey.of(zeroDay().set(1, 1).build()));
        assertThat(fromZero).isEqualTo(RowKey.of(zeroDay().set(1, 2).build()));
    }
}
