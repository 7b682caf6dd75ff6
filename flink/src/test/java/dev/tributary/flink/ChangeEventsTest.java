package dev.tributary.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;

class ChangeEventsTest {

    private static String key(ChangeEvent event) throws Exception {
        return ChangeEvents.keys().getKey(event);
    }

    private static List<ChangeEvent> split(ChangeEvent event) throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        ChangeEvents.splitKeyChanges().flatMap(event, new ListCollector<>(events));
        return events;
    }

    private static ChangeEvent named(String name) {
        return ChangeEvent.insert(Row.of(Changes.NAMES, name, 1), Changes.origin(1));
    }

    @Test
    void theKeyIsTableAndPrimaryKey() throws Exception {
        assertThat(key(Changes.insert(7, "a"))).isEqualTo("shop.items{\"id\":7}");
        assertThat(key(Changes.update(7, "a", 7, "b"))).isEqualTo(key(Changes.delete(7, "c")));
    }

    @Test
    void keysThatTheServerCallsEqualAreOne() throws Exception {
        assertThat(key(named("Ärger"))).isEqualTo(key(named("arger"))).isNotEqualTo(key(named("anger")));
    }

    @Test
    void allChangesOfATableWithoutAPrimaryKeyHaveOneKey() throws Exception {
        TableSchema log = TableSchema.of(new TableId("shop", "log"), List.of(Column.of("line", "text")), List.of());

        assertThat(key(ChangeEvent.insert(Row.of(log, "a"), Changes.origin(1)))).isEqualTo("shop.log");
    }

    @Test
    void anUpdateOfTheKeyBecomesADeleteAndAnInsert() throws Exception {
        List<ChangeEvent> events = split(Changes.update(1, "one", 2, "two"));

        assertThat(events).extracting(ChangeEvent::operation).containsExactly(Operation.DELETE, Operation.INSERT);
        assertThat(key(events.get(0))).isEqualTo("shop.items{\"id\":1}");
        assertThat(key(events.get(1))).isEqualTo("shop.items{\"id\":2}");
    }

    @Test
    void whatKeepsItsKeyStaysAsItIs() throws Exception {
        for (ChangeEvent event :
                List.of(Changes.insert(1, "a"), Changes.update(1, "a", 1, "b"), Changes.delete(1, "b"))) {
            assertThat(split(event)).containsExactly(event);
        }
    }

    @Test
    void aPartOfARowCannotBeWrittenUnderANewKey() {
        ChangeEvent event = ChangeEvent.update(
                Row.of(Changes.ITEMS, Map.of("id", 1)), Row.of(Changes.ITEMS, Map.of("id", 2)), Changes.origin(1));

        assertThatThrownBy(() -> split(event))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("table shop.items")
                .hasMessageContaining("SET GLOBAL binlog_row_image = 'FULL'");
    }
}
