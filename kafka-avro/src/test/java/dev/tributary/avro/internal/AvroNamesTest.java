package dev.tributary.avro.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Column;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AvroNamesTest {

    private static String[] fields(String... columns) {
        return AvroNames.fields(TableSchema.of(
                new TableId("shop", "t"),
                Stream.of(columns).map(name -> Column.of(name, "int")).toList(),
                List.of()));
    }

    @Test
    void replacesWhatAvroDoesNotAdmit() {
        assertThat(fields("id", "order-no", "1st", "größe", "a1"))
                .containsExactly("id", "order_no", "_st", "gr__e", "a1");
    }

    @Test
    void numbersCharactersWhereTwoColumnsWouldHaveOneName() {
        assertThat(fields("名前", "住所", "a b", "a_b", "a-b"))
                .containsExactly("_u540d_u524d", "_u4f4f_u6240", "a_u0020b", "a_b", "a_u002db");
    }

    @Test
    void keepsTheDotsOfNamespaces() {
        assertThat(AvroNames.namespace("my-orders.2.eu..x")).isEqualTo("my_orders._.eu._.x");
    }
}
