package dev.tributary.binlog.internal.snapshot;

import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far the copy of one table has come. Immutable.
 *
 * @param id tells it from other copies
 * @param wanted what is to be read
 * @param keyDefinition what {@code done} means; empty until anything is read
 * @param done up to which key everything is delivered; null for nothing
 */
public record CopyState(
        String id,
        SnapshotTable wanted,
        String keyDefinition,
        @Nullable KeyValue done,
        long rows,
        long chunks,
        boolean paused) {

    private static final char SEPARATOR = '!';
    private static final int FIELDS = 10;

    /** Returns the state of a copy that has not begun. */
    public static CopyState of(String id, SnapshotTable wanted) {
        return new CopyState(id, wanted, "", null, 0, 0, false);
    }

    String encode() {
        TableId table = wanted.table();
        String columns = wanted.columns().stream().map(CopyState::escaped).collect(Collectors.joining(","));
        return String.join(
                String.valueOf(SEPARATOR),
                escaped(id),
                escaped(table.database()),
                escaped(table.name()),
                columns,
                escaped(wanted.condition().orElse("")),
                escaped(keyDefinition),
                done == null ? "" : done.encode(),
                Long.toString(rows),
                Long.toString(chunks),
                paused ? "1" : "0");
    }

    static CopyState decode(String encoded) {
        List<String> fields = Texts.split(encoded, SEPARATOR);
        if (fields.size() != FIELDS) {
            throw new IllegalArgumentException("the progress of a snapshot is expected, but it is '" + encoded + "'");
        }
        SnapshotTable wanted = SnapshotTable.of(new TableId(unescaped(fields.get(1)), unescaped(fields.get(2))));
        List<String> columns = new ArrayList<>();
        for (String column : Texts.split(fields.get(3), ',')) {
            if (!column.isEmpty()) {
                columns.add(unescaped(column));
            }
        }
        if (!columns.isEmpty()) {
            wanted = wanted.columns(columns.toArray(String[]::new));
        }
        if (!fields.get(4).isEmpty()) {
            wanted = wanted.where(unescaped(fields.get(4)));
        }
        return new CopyState(
                unescaped(fields.get(0)),
                wanted,
                unescaped(fields.get(5)),
                fields.get(6).isEmpty() ? null : KeyValue.decode(fields.get(6)),
                Long.parseLong(fields.get(7)),
                Long.parseLong(fields.get(8)),
                fields.get(9).equals("1"));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Names the table, and how much of it is read. */
    @Override
    public String toString() {
        return Objects.toString(wanted.table()) + " (" + rows + " rows)";
    }
}
