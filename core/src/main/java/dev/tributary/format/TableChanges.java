package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.DecodeException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.spi.Origin;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that changes of a table have in documents. */
final class TableChanges {

    private TableChanges() {}

    /** Returns the kind of a change, as {@link #read} takes it. */
    static String kind(TableChange change) {
        if (change instanceof TableChange.Truncated) {
            return "truncated";
        }
        if (change instanceof TableChange.Dropped) {
            return "dropped";
        }
        if (change instanceof TableChange.Renamed) {
            return "renamed";
        }
        return change instanceof TableChange.Altered ? "altered" : "partition-changed";
    }

    /** Returns the change that a document of {@link EnvelopeWriter} tells. */
    static TableChange read(
            String kind,
            Map<String, @Nullable Object> document,
            Map<String, @Nullable Object> source,
            String statement,
            BinlogOrigin origin) {
        TableId table = ChangeReader.table(source, "db", "table");
        return switch (kind) {
            case "truncated" -> new TableChange.Truncated(table, statement, origin);
            case "dropped" -> new TableChange.Dropped(table, statement, origin);
            case "altered" -> new TableChange.Altered(table, statement, origin);
            case "partition-changed" -> new TableChange.PartitionChanged(table, statement, origin);
            case "renamed" -> {
                Map<String, @Nullable Object> to = JsonTree.asObject(document.get("to"));
                yield new TableChange.Renamed(
                        table, ChangeReader.table(to == null ? Map.of() : to, "db", "table"), statement, origin);
            }
            default -> throw new DecodeException("The change '" + kind + "' of table " + table + " is not known");
        };
    }

    /** Returns what a statement of another program's document does. */
    static TableChange ofType(String type, TableId table, String statement, Origin origin) {
        return switch (type) {
            case "TRUNCATE" -> new TableChange.Truncated(table, statement, origin);
            case "ERASE", "table-drop" -> new TableChange.Dropped(table, statement, origin);
            default -> new TableChange.Altered(table, statement, origin);
        };
    }

    /** Reads Debezium's {@code "database"."table"}. */
    static TableId quotedId(String id) {
        int middle = id.indexOf("\".\"");
        if (middle < 1 || !id.startsWith("\"") || !id.endsWith("\"")) {
            throw new DecodeException(
                    "A change of tables names '" + id + "' where \"database\".\"table\" was expected");
        }
        return new TableId(id.substring(1, middle), id.substring(middle + 3, id.length() - 1));
    }
}
