package dev.tributary.binlog.internal.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JSON value: as its document stores it, or taken apart where changes lead into it. Immutable. */
sealed interface JsonNode {

    /** A value that lies in a document. */
    record Stored(JsonBytes document, int type, int at) implements JsonNode {

        /** Returns an object or array one level apart, anything else as it is. */
        JsonNode apart() {
            if (JsonContainer.isObject(type)) {
                return members();
            }
            return JsonContainer.isArray(type) ? elements() : this;
        }

        private Members members() {
            JsonContainer container = new JsonContainer(document, type, at);
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < container.count(); i++) {
                int key = container.keyAt(i);
                int length = container.keyLength(i);
                document.require(key, length);
                document.consume(length);
                members.add(new Member(
                        Arrays.copyOfRange(document.array(), key, key + length),
                        new Stored(document, container.type(i), container.valueAt(i))));
            }
            return new Members(List.copyOf(members));
        }

        private Elements elements() {
            JsonContainer container = new JsonContainer(document, type, at);
            List<JsonNode> elements = new ArrayList<>();
            for (int i = 0; i < container.count(); i++) {
                elements.add(new Stored(document, container.type(i), container.valueAt(i)));
            }
            return new Elements(List.copyOf(elements));
        }
    }

    /** An object; its members in the server's order, shorter keys first, keys of one length by their bytes. */
    record Members(List<Member> list) implements JsonNode {

        /** Returns the index of a key, or, less one and negative, the index at which it would be. */
        int find(byte[] key) {
            int low = 0;
            int high = list.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                int order = compare(list.get(middle).key(), key);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return -low - 1;
        }

        private static int compare(byte[] one, byte[] other) {
            return one.length != other.length
                    ? Integer.compare(one.length, other.length)
                    : Arrays.compareUnsigned(one, other);
        }

        Members with(int index, JsonNode value) {
            List<Member> changed = new ArrayList<>(list);
            changed.set(index, new Member(list.get(index).key(), value));
            return new Members(List.copyOf(changed));
        }

        Members plus(int index, byte[] key, JsonNode value) {
            List<Member> changed = new ArrayList<>(list);
            changed.add(index, new Member(key, value));
            return new Members(List.copyOf(changed));
        }

        Members minus(int index) {
            List<Member> changed = new ArrayList<>(list);
            changed.remove(index);
            return new Members(List.copyOf(changed));
        }
    }

    /** An array. */
    record Elements(List<JsonNode> list) implements JsonNode {

        Elements with(int index, JsonNode value) {
            List<JsonNode> changed = new ArrayList<>(list);
            changed.set(index, value);
            return new Elements(List.copyOf(changed));
        }

        Elements plus(int index, JsonNode value) {
            List<JsonNode> changed = new ArrayList<>(list);
            changed.add(index, value);
            return new Elements(List.copyOf(changed));
        }

        Elements minus(int index) {
            List<JsonNode> changed = new ArrayList<>(list);
            changed.remove(index);
            return new Elements(List.copyOf(changed));
        }
    }

    /** A member of an object. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared as a record
    record Member(byte[] key, JsonNode value) {}
}
