package dev.tributary.jdbc.internal.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTemplateTest {

    private static final TableId ORDERS = new TableId("shop", "or$ders");

    @Test
    void putsTheSourcesNamesIn() {
        assertThat(TableTemplate.parse("copy_of_{database}.{table}_v2").apply(ORDERS))
                .isEqualTo(new TableId("copy_of_shop", "or$ders_v2"));
        assertThat(TableTemplate.parse("{database}_{table}").apply(ORDERS)).isEqualTo(new TableId("", "shop_or$ders"));
        assertThat(TableTemplate.parse("mydb.copy").apply(ORDERS)).isEqualTo(new TableId("mydb", "copy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".t", "db.", "{schema}.t", "{table", "{}"})
    void refusesWhatIsNoName(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableTemplate.parse(template))
                .withMessageContaining("'" + template + "'");
    }
}
