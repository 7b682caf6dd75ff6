package dev.tributary.binlog.internal.row;

/** Where the members of a stored JSON object, or the elements of an array, lie in their document. */
final class JsonContainer {

    private static final int TYPE_BYTES = 1;
    private static final int KEY_LENGTH_BYTES = 2;

    private final JsonBytes document;
    private final int at;
    private final int width;
    private final int count;
    private final int entries;
    private final int values;

    /** Takes one of the four types of containers, at the place that its offsets count from. */
    JsonContainer(JsonBytes document, int type, int at) {
        this.document = document;
        this.at = at;
        this.width = type == JsonBytes.LARGE_OBJECT || type == JsonBytes.LARGE_ARRAY ? 4 : 2;
        this.count = document.unsigned(at, width);
        this.entries = at + 2 * width;
        int keyEntry = isObject(type) ? width + KEY_LENGTH_BYTES : 0;
        document.consume(2L * width + (long) count * (keyEntry + TYPE_BYTES + width));
        this.values = entries + count * keyEntry;
    }

    static boolean isObject(int type) {
        return type == JsonBytes.SMALL_OBJECT || type == JsonBytes.LARGE_OBJECT;
    }

    static boolean isArray(int type) {
        return type == JsonBytes.SMALL_ARRAY || type == JsonBytes.LARGE_ARRAY;
    }

    int count() {
        return count;
    }

    int keyAt(int index) {
        return at + document.unsigned(entries + index * (width + KEY_LENGTH_BYTES), width);
    }

    int keyLength(int index) {
        return document.unsigned(entries + index * (width + KEY_LENGTH_BYTES) + width, KEY_LENGTH_BYTES);
    }

    int type(int index) {
        return document.unsigned(values + index * (TYPE_BYTES + width), 1);
    }

    /** Small values lie in the entry itself. */
    int valueAt(int index) {
        int value = values + index * (TYPE_BYTES + width) + TYPE_BYTES;
        return isInline(type(index)) ? value : at + document.unsigned(value, width);
    }

    private boolean isInline(int type) {
        return switch (type) {
            case JsonBytes.LITERAL, JsonBytes.INT16, JsonBytes.UINT16 -> true;
            case JsonBytes.INT32, JsonBytes.UINT32 -> width == 4;
            default -> false;
        };
    }
}
