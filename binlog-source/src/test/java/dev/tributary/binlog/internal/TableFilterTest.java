package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFilterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "shop.orders ; shop ; orders ; true",
                "shop.orders ; shop ; orders_2 ; false",
                "shop.orders ; shopxorders ; orders ; false",
                "shop.orders ; shop ; Orders ; false",
                "shop.* ; shop ; anything at all ; true",
                "shop.* ; shop2 ; orders ; false",
                "my-shop.größe$ ; my-shop ; größe$ ; true",
                "shop\\.orders_[0-9]+ ; shop ; orders_17 ; true",
                "shop\\.orders_[0-9]+ ; shop ; orders_17x ; false",
                "(shop|crm)\\..* ; crm ; people ; true",
            })
    void matchesTheWholeName(String pattern, String database, String table, boolean matches) {
        assertThat(TableFilter.of(List.of(pattern)).matches(database, table)).isEqualTo(matches);
    }

    @Test
    void matchesWhatAnyPatternMatches() {
        TableFilter filter = TableFilter.of(List.of("a.b", "c.*"));

        assertThat(filter.matches("a", "b")).isTrue();
        assertThat(filter.matches("c", "d")).isTrue();
        assertThat(filter.matches("a", "d")).isFalse();
    }

    @Test
    void ignoresLetterCaseWhereTheServerDoes() {
        TableFilter filter = TableFilter.of(List.of("Shop.Orders", "Größe.*", "x\\.Y+"));

        assertThat(filter.ignoringCase().matches("shop", "ORDERS")).isTrue();
        assertThat(filter.ignoringCase().matches("GRÖßE", "a")).isTrue();
        assertThat(filter.ignoringCase().matches("X", "yy")).isTrue();
        assertThat(filter.matches("shop", "ORDERS")).isFalse();
    }

    @Test
    void namesAPatternThatIsNoRegularExpression() {
        assertThatThrownBy(() -> TableFilter.of(List.of("shop.orders", "shop.(orders")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The table pattern 'shop.(orders' is neither database.table nor database.* nor a regular"
                        + " expression: Unclosed group at index 12");
    }
}
