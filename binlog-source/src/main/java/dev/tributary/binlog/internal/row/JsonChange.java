package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.JsonNode.Elements;
import dev.tributary.binlog.internal.row.JsonNode.Members;
import dev.tributary.binlog.internal.row.JsonNode.Stored;
import dev.tributary.binlog.internal.row.JsonPath.CellLeg;
import dev.tributary.binlog.internal.row.JsonPath.Leg;
import dev.tributary.binlog.internal.row.JsonPath.MemberLeg;
import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the changes that a partial update logs in the place of a JSON document: the operation in one byte, the path with
 * its length before it, and but for a removal the new value, its length before it, in the binary form of a document.
 *
 * <p>Source of the format, and of what the operations do: the server's {@code sql-common/json_diff.cc}.
 */
sealed interface JsonChange {

    /** The longest path that is followed; documents nest no deeper. */
    int MOST_LEGS = 101;

    /** Where the change is. */
    List<Leg> path();

    /** Puts a value in the place of one that is there. */
    record Replace(List<Leg> path, JsonNode value) implements JsonChange {}

    /** Adds a member to an object, or an element to an array before the one that is there. */
    record Insert(List<Leg> path, JsonNode value) implements JsonChange {}

    /** Removes a member or an element. */
    record Remove(List<Leg> path) implements JsonChange {}

    /** Reads all changes of one value. */
    static List<JsonChange> read(JsonBytes bytes) {
        Reader reader = new Reader(bytes);
        List<JsonChange> changes = new ArrayList<>();
        while (reader.at < bytes.end()) {
            changes.add(reader.next());
        }
        return changes;
    }

    /** Returns what a document becomes. */
    default JsonNode applyTo(JsonNode root) {
        return at(root, 0);
    }

    private JsonNode at(JsonNode node, int depth) {
        if (depth == path().size()) {
            if (this instanceof Replace replace) {
                return replace.value();
            }
            throw unfit();
        }
        JsonNode apart = node instanceof Stored stored ? stored.apart() : node;
        Leg leg = path().get(depth);
        boolean last = depth == path().size() - 1;
        if (leg instanceof MemberLeg key && apart instanceof Members members) {
            return inMembers(members, key, last, depth);
        }
        if (leg instanceof CellLeg cell && apart instanceof Elements elements) {
            return inElements(elements, cell, last, depth);
        }
        if (leg instanceof CellLeg cell && cell.in(1) == 0) {
            return at(node, depth + 1); // a path treats what is no array as an array of one element
        }
        throw unfit();
    }

    private JsonNode inMembers(Members members, MemberLeg key, boolean last, int depth) {
        int index = members.find(key.name());
        if (last && this instanceof Insert insert) {
            return index < 0 ? members.plus(-index - 1, key.name(), insert.value()) : unfitNode();
        }
        if (index < 0) {
            throw unfit();
        }
        return last && this instanceof Remove
                ? members.minus(index)
                : members.with(index, at(members.list().get(index).value(), depth + 1));
    }

    private JsonNode inElements(Elements elements, CellLeg cell, boolean last, int depth) {
        int size = elements.list().size();
        int index = cell.in(size);
        if (last && this instanceof Insert insert) {
            return elements.plus(Math.max(0, Math.min(index, size)), insert.value());
        }
        if (index < 0 || index >= size) {
            throw unfit();
        }
        return last && this instanceof Remove
                ? elements.minus(index)
                : elements.with(index, at(elements.list().get(index), depth + 1));
    }

    private static JsonNode unfitNode() {
        throw unfit();
    }

    private static UnreadableValueException unfit() {
        return new UnreadableValueException("a change of JSON that does not fit the document before it");
    }

    /** Reads changes one after the other. */
    final class Reader {

        private static final int REPLACE = 0;
        private static final int INSERT = 1;
        private static final int REMOVE = 2;

        private static final int TWO_BYTES = 252;
        private static final int THREE_BYTES = 253;
        private static final int EIGHT_BYTES = 254;

        private final JsonBytes bytes;
        private int at;

        private Reader(JsonBytes bytes) {
            this.bytes = bytes;
            this.at = bytes.from();
        }

        private JsonChange next() {
            int operation = bytes.unsigned(at++, 1);
            List<Leg> path = path();
            return switch (operation) {
                case REPLACE -> new Replace(path, value());
                case INSERT -> new Insert(path, value());
                case REMOVE -> new Remove(path);
                default -> throw new UnreadableValueException("a change of JSON of the unknown kind " + operation);
            };
        }

        private List<Leg> path() {
            int length = length();
            List<Leg> path = JsonPath.parse(new String(bytes.array(), at, length, StandardCharsets.UTF_8));
            if (path.size() > MOST_LEGS) {
                throw new UnreadableValueException("a change of JSON that nests deeper than " + MOST_LEGS);
            }
            at += length;
            return path;
        }

        private JsonNode value() {
            int length = length();
            JsonNode value = new JsonBytes(bytes.array(), at, length).root();
            at += length;
            return value;
        }

        private int length() {
            int first = bytes.unsigned(at++, 1);
            int width = switch (first) {
                case TWO_BYTES -> 2;
                case THREE_BYTES -> 3;
                case EIGHT_BYTES -> 8;
                default -> 0;
            };
            int length = width == 0 ? first : bytes.unsigned(at, width);
            at += width;
            bytes.require(at, length);
            return length;
        }
    }
}
