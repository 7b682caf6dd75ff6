package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.internal.RecordMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MapToTypeTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(
                    Column.of("order_id", "int"),
                    Column.of("price", "decimal(10,2)"),
                    Column.of("paidAt", "timestamp")),
            List.of("order_id"));

    private static final Row ROW = Row.of(SCHEMA, 7, new BigDecimal("1.50"), null);

    /** What a user would write. */
    public record Order(
            int orderId,
            @Nullable BigDecimal price,
            @Nullable Instant paidAt) {}

    /** A type that no column can become. */
    public record Strange(AtomicInteger orderId) {}

    /** A column that the table does not have. */
    public record Missing(int customerNo) {}

    /** A constructor that refuses. */
    public record Picky(int orderId) {
        public Picky {
            throw new IllegalArgumentException("not " + orderId);
        }
    }

    @Test
    void mapsColumnsByName() {
        RecordMapper<Order> mapper = new RecordMapper<>(Order.class);
        assertThat(mapper.apply(ROW)).isEqualTo(new Order(7, new BigDecimal("1.50"), null));
    }

    @Test
    void followsTheSchema() {
        RecordMapper<Order> mapper = new RecordMapper<>(Order.class);
        mapper.apply(ROW);
        TableSchema turned = TableSchema.of(
                SCHEMA.table(),
                List.of(SCHEMA.column(2), SCHEMA.column(1), Column.of("orderId", "int")),
                List.of("orderId"));
        assertThat(mapper.apply(Row.of(turned, null, null, 8))).isEqualTo(new Order(8, null, null));
    }

    @Test
    void saysWhatCannotBeMapped() {
        assertThatThrownBy(() -> new RecordMapper<>(Strange.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Component 'orderId' of record " + Strange.class.getName())
                .hasMessageContaining("which no column can become");
        assertThatThrownBy(() -> new RecordMapper<>(Missing.class).apply(ROW))
                .isInstanceOf(ValueException.class)
                .hasMessage("Table shop.orders has no column 'customerNo' or 'customer_no' for the component of record "
                        + Missing.class.getName());
        assertThatThrownBy(() -> new RecordMapper<>(Picky.class).apply(ROW)).hasMessage("not 7");
        assertThatThrownBy(() -> new RecordMapper<>(Order.class).apply(Row.of(SCHEMA, Map.of("order_id", 1))))
                .hasMessageContaining("Column 'price' of table shop.orders is absent");
        assertThatThrownBy(() -> new RecordMapper<>(Order.class).apply(ROW.with("order_id", null)))
                .hasMessageContaining("Column 'order_id' of table shop.orders is NULL");
        assertThatThrownBy(() -> RecordMapper.forElements(Order.class).apply("text"))
                .hasMessage("mapToType(Order) takes ChangeEvent or Row, not java.lang.String");
    }
}
