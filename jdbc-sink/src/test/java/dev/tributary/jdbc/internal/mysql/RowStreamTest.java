package dev.tributary.jdbc.internal.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowStream;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TextBuffer;
import dev.tributary.jdbc.internal.database.UnbindableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows as lines of a file, NULL and all. */
class RowStreamTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(Column.of("id", "int"), Column.of("note", "varchar(100)")),
            List.of("id"));

    private final TextBuffer text = new TextBuffer();
    private final FieldFile file = new FieldFile(text);

    private RowStream stream(List<Row> rows) {
        List<RowForm.Field> fields = IntStream.range(0, 2)
                .mapToObj(i -> new RowForm.Field(i, SCHEMA.column(i).type(), target(i)))
                .toList();
        return new RowStream(rows, text, row -> file.write(row, fields));
    }

    private static TargetColumn target(int index) {
        return new TargetColumn(SCHEMA.column(index).name(), "varchar", false);
    }

    private static Row row(int id) {
        return Row.of(SCHEMA, id, "note " + id);
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void givesAllRowsHoweverTheyAreRead() throws Exception {
        List<Row> rows = IntStream.range(0, 10_000).mapToObj(RowStreamTest::row).toList();
        String all = IntStream.range(0, 10_000)
                .mapToObj(id -> id + "\tnote " + id + "\n")
                .collect(Collectors.joining());

        assertThat(read(stream(rows))).isEqualTo(all);
        try (RowStream byOne = stream(rows)) {
            StringBuilder text = new StringBuilder();
            for (int next = byOne.read(); next >= 0; next = byOne.read()) {
                text.append((char) next);
            }
            assertThat(text).hasToString(all);
            byOne.throwFailure();
        }
    }

    @Test
    void writesNullBetweenFields() throws Exception {
        assertThat(read(stream(List.of(Row.of(SCHEMA, 7, null))))).isEqualTo("7\t\\N\n");
    }

    @Test
    void givesNoMoreThanAskedForAndMakesNoMoreThanSome() {
        List<Row> rows = IntStream.range(0, 10_000).mapToObj(RowStreamTest::row).toList();
        try (RowStream stream = stream(rows)) {
            assertThat(stream.read(new byte[3], 0, 3)).isEqualTo(3);
            assertThat(stream.read(new byte[1 << 20], 0, 1 << 20)).isBetween(30_000, 40_000);
        }
    }

    @Test
    void endsBeforeARowThatCannotBeWrittenAndSaysSo() throws Exception {
        Row absent = Row.of(SCHEMA, Map.of("id", 2)); // what was written of it is taken back
        try (RowStream stream = stream(List.of(row(1), absent, row(3)))) {
            assertThat(read(stream)).isEqualTo("1\tnote 1\n");
            assertThatThrownBy(stream::throwFailure)
                    .isInstanceOf(UnbindableException.class)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("'note'");
        }
    }
}
