package dev.tributary.binlog.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.ValueException;
import dev.tributary.binlog.internal.row.Sample.Kind;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.EnvelopeWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares changes with what the server says of them: as text, as objects, and after the way through the envelope. */
final class Comparison {

    private final Setting setting;
    private final EnvelopeWriter envelope = new EnvelopeWriter("differential");
    private int cells;

    Comparison(Setting setting) {
        this.setting = setting;
    }

    /** How many values were compared. */
    int cells() {
        return cells;
    }

    void compare(List<ExpectedChange> expected, List<ChangeEvent> actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            compare(expected.get(i), actual.get(i));
        }
        assertThat(actual).as("changes").hasSameSizeAs(expected);
    }

    private void compare(ExpectedChange expected, ChangeEvent actual) {
        assertThat(actual.operation()).as(expected.statement()).isEqualTo(expected.operation());
        compareImages(expected, actual);
        ChangeEvent restored = new EnvelopeReader().read(envelope.write(actual), envelope.schema(actual.schema()));
        compareImages(expected, restored);
        compareKey(expected, actual);
    }

    private void compareImages(ExpectedChange expected, ChangeEvent actual) {
        boolean wholeBefore = setting.image().isWholeBefore();
        boolean wholeAfter = setting.image().isWholeAfter(expected.operation());
        compare(expected, expected.before(), actual.before(), wholeBefore);
        compare(expected, expected.after(), actual.after(), wholeAfter);
        if (!wholeAfter && expected.operation() == Operation.UPDATE) {
            compareAbsent(expected, actual.row());
        }
    }

    /** What a row after an update does not have is as it was before. */
    private static void compareAbsent(ExpectedChange expected, Row after) {
        expected.after().forEach((name, cell) -> {
            if (!after.has(name)) {
                assertThat(cell)
                        .as("absent after " + expected.statement())
                        .isEqualTo(expected.before().get(name));
            }
        });
    }

    private void compareKey(ExpectedChange expected, ChangeEvent actual) {
        Map<String, Cell> newest = expected.after().isEmpty() ? expected.before() : expected.after();
        Row row = actual.key().row();
        for (String column : expected.key()) {
            // An insert that leaves a key column to its default has no key in a minimal image.
            if (expected.operation() != Operation.INSERT || setting.image() == RowImage.FULL || row.has(column)) {
                compare(
                        expected,
                        Objects.requireNonNull(newest.get(column)),
                        row,
                        row.schema().requireIndex(column));
            }
        }
        assertThat(actual.key().size())
                .as(expected.statement())
                .isEqualTo(expected.key().size());
    }

    private void compare(ExpectedChange expected, Map<String, Cell> cells, Optional<Row> image, boolean whole) {
        assertThat(image.isPresent()).as(expected.statement()).isEqualTo(!cells.isEmpty());
        image.ifPresent(row -> {
            assertThat(row.schema().columns())
                    .as(expected.statement())
                    .extracting(column -> column.name())
                    .containsExactlyElementsOf(cells.keySet());
            for (Cell cell : cells.values()) {
                int column = row.schema().requireIndex(cell.column());
                if (whole || row.has(column)) {
                    compare(expected, cell, row, column);
                    this.cells++;
                }
            }
        });
    }

    private static void compare(ExpectedChange expected, Cell cell, Row row, int column) {
        String description = cell.column() + " " + cell.definition() + " after " + abbreviated(expected.statement());
        assertThat(row.has(column)).as(description).isTrue();
        if (cell.text() == null) {
            assertThat(row.isNull(column)).as(description).isTrue();
            return;
        }
        assertThat(normal(cell.kind(), row.isNull(column) ? null : row.getText(column)))
                .as(description)
                .isEqualTo(normal(cell.kind(), cell.text()));
        assertThat(normal(cell.kind(), objectText(row, column)))
                .as("object of " + description)
                .isEqualTo(normal(cell.kind(), cell.text()));
    }

    private static String abbreviated(String statement) {
        return statement.length() <= 200 ? statement : statement.substring(0, 200) + "…";
    }

    /** A FLOAT's text has the fewest digits, while the server was asked for those of the double of the same value. */
    private static @Nullable String normal(Kind kind, @Nullable String text) {
        return kind == Kind.FLOAT && text != null ? Float.toString(Float.parseFloat(text)) : text;
    }

    /** The text of the object that a value is given as; of one that no object can hold, the text that stands in for it. */
    private static String objectText(Row row, int column) {
        Object value;
        try {
            value = Objects.requireNonNull(row.get(column));
        } catch (ValueException e) {
            assertThat(row.schema().column(column).type().sqlType().isTemporal())
                    .as(e.getMessage())
                    .isTrue();
            assertThat(row.getText(column)).as(e.getMessage()).containsPattern("0000-|-00");
            return row.getText(column);
        }
        assertThat(value).isInstanceOf(row.schema().column(column).type().javaType());
        return value instanceof byte[] bytes
                ? "0x" + HexFormat.of().withUpperCase().formatHex(bytes)
                : Row.of(row.schema(), Map.of(row.schema().column(column).name(), value))
                        .getText(column);
    }
}
