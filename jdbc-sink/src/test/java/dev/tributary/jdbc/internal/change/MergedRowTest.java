package dev.tributary.jdbc.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.Changes;
import dev.tributary.jdbc.internal.change.ChangeWork.Put;
import dev.tributary.jdbc.internal.change.ChangeWork.PutKind;
import dev.tributary.spi.StreamRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedRowTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(Column.of("id", "int"), Column.of("a", "int"), Column.of("b", "int")),
            List.of("id"));

    private final MergedRow merged = new MergedRow(RowKey.of(whole(0, 0)));

    private static Row whole(int a, int b) {
        return Row.of(SCHEMA, 1, a, b);
    }

    private static Row partial(String column, int value) {
        return Row.of(SCHEMA, Map.of("id", 1, column, value));
    }

    private static Put inserted(Row row) {
        return put(row, PutKind.INSERTED);
    }

    private static Put updated(Row row) {
        return put(row, PutKind.CHANGED);
    }

    private static Put seen(Row row) {
        return put(row, PutKind.SEEN);
    }

    private static Put put(Row row, PutKind kind) {
        StreamRecord<ChangeEvent> record = Changes.insert(1, row);
        return new Put(record, RowKey.of(row), row, kind, true);
    }

    private void remove() {
        merged.remove(RowKey.of(whole(0, 0)));
    }

    @Test
    void partialImagesKeepTheColumnsOfBoth() {
        merged.put(updated(partial("a", 10)));
        merged.put(updated(partial("b", 20)));

        assertThat(merged.row().getInt("a")).isEqualTo(10);
        assertThat(merged.row().getInt("b")).isEqualTo(20);
        assertThat(merged.isNew()).isFalse();
        assertThat(merged.removed()).isFalse();
    }

    @Test
    void aPartialUpdateOfAnInsertedRowIsStillAnInsert() {
        merged.put(inserted(whole(1, 2)));
        merged.put(updated(partial("b", 20)));

        assertThat(merged.row().getInt("a")).isEqualTo(1);
        assertThat(merged.row().getInt("b")).isEqualTo(20);
        assertThat(merged.isNew()).isTrue();
    }

    @Test
    void aDeleteLeavesNothingOfAnInsert() {
        merged.put(inserted(whole(1, 2)));
        remove();

        assertThat(merged.row()).isNull();
        assertThat(merged.removed()).isTrue();
    }

    @Test
    void aDeleteFollowedByAnInsertIsNoUpdateOfAbsentColumns() {
        merged.put(updated(partial("a", 10)));
        remove();
        merged.put(inserted(partial("b", 20)));

        assertThat(merged.removed()).isTrue();
        assertThat(merged.isNew()).isTrue();
        assertThat(merged.row().has("a")).isFalse();
        assertThat(merged.row().getInt("b")).isEqualTo(20);
    }

    @Test
    void aPartialInsertReplacesWhatMayBeThereFromAnEarlierRun() {
        merged.put(inserted(partial("b", 20)));

        assertThat(merged.removed()).isTrue();
        assertThat(merged.isNew()).isTrue();
    }

    @Test
    void anUpdateAfterADeleteChangesNoRow() {
        remove();
        merged.put(updated(partial("a", 10)));

        assertThat(merged.removed()).isTrue();
        assertThat(merged.isNew()).isFalse();
    }

    @Test
    void valuesOfOtherColumnsAreNotMerged() {
        TableSchema other =
                TableSchema.of(SCHEMA.table(), List.of(Column.of("id", "int"), Column.of("c", "int")), List.of("id"));
        merged.put(updated(partial("a", 10)));

        assertThat(merged.admits(updated(Row.of(other, Map.of("id", 1))))).isFalse();
        assertThat(merged.admits(updated(Row.of(other, 1, 5)))).isTrue();
        assertThat(merged.admits(updated(partial("b", 20)))).isTrue();
    }

    @Test
    void aRowOfASnapshotIsInsertedAndKeepsTheColumnsThatItLacks() {
        merged.put(seen(partial("a", 10)));

        assertThat(merged.isNew()).isTrue();
        assertThat(merged.removed()).isFalse();
        assertThat(merged.row().has(2)).isFalse();
    }

    @Test
    void aRowOfASnapshotKeepsWhatAnUpdateHasChanged() {
        merged.put(updated(partial("b", 20)));
        merged.put(seen(partial("a", 10)));

        assertThat(merged.row().getInt("a")).isEqualTo(10);
        assertThat(merged.row().getInt("b")).isEqualTo(20);
        assertThat(merged.isNew()).isTrue();
        assertThat(merged.removed()).isFalse();
    }

    @Test
    void aRowOfASnapshotBehindADeleteHasNothingOfTheOldRow() {
        remove();
        merged.put(seen(partial("a", 10)));

        assertThat(merged.removed()).isTrue();
        assertThat(merged.isNew()).isTrue();
        assertThat(merged.row().has(2)).isFalse();
    }

    @Test
    void onlyWhatTheSourceInsertedIsMostLikelyNotThere() {
        merged.put(updated(whole(1, 2)));
        assertThat(merged.isInserted()).isFalse();

        remove();
        merged.put(inserted(whole(1, 2)));
        merged.put(updated(whole(1, 3)));
        assertThat(merged.isInserted()).isTrue();

        remove();
        assertThat(merged.isInserted()).isFalse();
    }
}
