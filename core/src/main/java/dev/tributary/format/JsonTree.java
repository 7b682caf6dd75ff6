package dev.tributary.format;

import dev.tributary.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document as objects: maps in the order of the document, lists, {@code String}, {@code Boolean}, null, and
 * numbers as {@link Digits}, so that none is rounded.
 */
final class JsonTree {

    /** A number as it is written. */
    record Digits(String text) {}

    private JsonTree() {}

    /**
     * Reads a document that is one object.
     *
     * @param document what it is, for messages
     * @throws DecodeException if it is none
     */
    static Map<String, @Nullable Object> object(String document, byte[] json) {
        try (JsonReader reader = new JsonReader(document, json)) {
            reader.beginObject();
            Map<String, @Nullable Object> object = members(reader);
            reader.end();
            return object;
        }
    }

    private static Map<String, @Nullable Object> members(JsonReader reader) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = reader.nextMember(); name != null; name = reader.nextMember()) {
            members.put(name, value(reader));
        }
        return members;
    }

    private static @Nullable Object value(JsonReader reader) {
        if (reader.isObject()) {
            return members(reader);
        }
        if (reader.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            while (reader.nextElement()) {
                elements.add(value(reader));
            }
            return elements;
        }
        if (reader.isString()) {
            return reader.string();
        }
        if (reader.isBoolean()) {
            return reader.bool();
        }
        return reader.isNull() ? null : new Digits(reader.digits());
    }

    /** Returns a value as a map; null where it is none. */
    @SuppressWarnings("unchecked") // maps are made above only
    static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null;
    }

    /** Returns a value as a list; an empty one where it is none. */
    @SuppressWarnings("unchecked") // lists are made above only
    static List<@Nullable Object> asList(@Nullable Object value) {
        return value instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
    }

    /** Returns a member as text: what it says, or the digits of a number; a default where it is neither. */
    static String text(Map<String, @Nullable Object> object, String name, String otherwise) {
        Object value = object.get(name);
        if (value instanceof Digits digits) {
            return digits.text();
        }
        return value instanceof String text ? text : otherwise;
    }

    /** Returns a member as an integer, which may be in quotes; a default where it is none. */
    static long integer(Map<String, @Nullable Object> object, String name, long otherwise) {
        try {
            return Long.parseLong(text(object, name, ""));
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    /** Appends a value as JSON. */
    static void write(@Nullable Object value, JsonBuffer target) {
        Map<String, @Nullable Object> object = asObject(value);
        if (object != null) {
            char separator = '{';
            for (Map.Entry<String, @Nullable Object> member : object.entrySet()) {
                target.raw(separator).string(member.getKey()).raw(':');
                write(member.getValue(), target);
                separator = ',';
            }
            target.raw(separator == '{' ? ByteBuilder.ascii("{}") : ByteBuilder.ascii("}"));
        } else if (value instanceof List<?> list) {
            char separator = '[';
            for (Object element : list) {
                target.raw(separator);
                write(element, target);
                separator = ',';
            }
            target.raw(separator == '[' ? ByteBuilder.ascii("[]") : ByteBuilder.ascii("]"));
        } else if (value instanceof String text) {
            target.string(text);
        } else if (value instanceof Boolean bool) {
            target.writeBoolean(bool);
        } else if (value instanceof Digits digits) {
            target.raw(ByteBuilder.ascii(digits.text()));
        } else {
            target.writeNull();
        }
    }
}
