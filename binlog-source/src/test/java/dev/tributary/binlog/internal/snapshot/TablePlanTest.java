package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Column;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.row.ResultDecoder;
import dev.tributary.binlog.internal.row.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TablePlanTest {

    private static final List<Column> COLUMNS =
            List.of(Column.of("a", "int"), Column.of("b", "int"), Column.of("v", "bit(8)"));

    private static TablePlan plan(String condition, List<String> primaryKey, KeyColumn... key) {
        TableSchema schema = TableSchema.of(new TableId("shop", "t"), COLUMNS, primaryKey);
        BitSet all = new BitSet();
        all.set(0, COLUMNS.size());
        return new TablePlan(
                schema,
                ResultDecoder.of(ServerKind.MYSQL, schema, all),
                "`shop`.`t`",
                List.of(key),
                condition,
                OptionalLong.empty());
    }

    private static KeyColumn column(int index, boolean descending) {
        Column column = COLUMNS.get(index);
        return new KeyColumn(index, "`" + column.name() + "`", column, "", descending);
    }

    private static KeyValue value(String... parts) {
        return KeyValue.of(List.of(parts).stream()
                .map(part -> part.getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    @Test
    void readsARangeOfACompositeKeyInItsOrder() {
        TablePlan plan = plan("", List.of("a", "b"), column(0, false), column(1, true));

        assertThat(plan.rows(new Range(value("1", "2"), value("3", "4")), 10, " FOR SHARE"))
                .isEqualTo("SELECT `a`, `b`, `v` FROM `shop`.`t`"
                        + " WHERE (`a` > 1 OR (`a` = 1 AND `b` < 2))"
                        + " AND ((`a` < 3 OR (`a` = 3 AND `b` > 4)) OR (`a` = 3 AND `b` = 4))"
                        + " ORDER BY `a`, `b` DESC LIMIT 10 FOR SHARE");
        assertThat(plan.boundary(value("1", "2"), 10))
                .isEqualTo("SELECT `a`, `b` FROM `shop`.`t` WHERE (`a` > 1 OR (`a` = 1 AND `b` < 2))"
                        + " ORDER BY `a`, `b` DESC LIMIT 9, 1");
    }

    @Test
    void keepsAConditionTogether() {
        TablePlan plan = plan("v > 1 OR v IS NULL", List.of("a"), column(0, false));

        assertThat(plan.rows(new Range(value("7"), null), 5, ""))
                .isEqualTo("SELECT `a`, `b`, `v` FROM `shop`.`t` WHERE (`a` > 7) AND (v > 1 OR v IS NULL)"
                        + " ORDER BY `a` LIMIT 5");
    }

    @Test
    void readsATableWithoutAKeyAsItComes() {
        TablePlan plan = plan("", List.of());

        assertThat(plan.isOnePass()).isTrue();
        assertThat(plan.identity()).isNull();
        assertThat(plan.rows(Range.ALL, 5, "")).isEqualTo("SELECT `a`, `b`, `v` FROM `shop`.`t` LIMIT 5");
    }

    @Test
    void selectsOfTheKeyWhatTheRowLacks() {
        TablePlan plan = plan("", List.of("v"), column(2, false));

        assertThat(plan.rows(Range.ALL, 1, "")).startsWith("SELECT `a`, `b`, `v`, CAST(`v` AS UNSIGNED) FROM ");
    }

    @Test
    void tellsRowsApartByThePrimaryKeyWhateverOrdersThem() {
        assertThat(plan("", List.of("b"), column(0, false)).identity()).isEqualTo(new RowIdentity(List.of("b")));
        assertThat(plan("", List.of(), column(0, false)).identity()).isEqualTo(new RowIdentity(List.of("a")));
    }

    @Test
    void hasAnotherDefinitionForEachKeyThatOrdersOtherwise() {
        assertThat(plan("", List.of(), column(0, false)).keyDefinition())
                .isNotEqualTo(plan("", List.of(), column(0, true)).keyDefinition())
                .isNotEqualTo(plan("", List.of(), column(1, false)).keyDefinition())
                .isNotEqualTo(
                        plan("", List.of(), column(0, false), column(1, false)).keyDefinition());
    }
}
