package dev.tributary.avro.internal;

import dev.tributary.Column;
import dev.tributary.TableSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes names that Avro admits, as Debezium does: each character that it does not admit becomes an underscore. Where two columns
 * would have one name then, as columns in other scripts have, those that were changed get the other form that Debezium has, with
 * the character's number: {@code _u540d}.
 */
final class AvroNames {

    private AvroNames() {}

    /** Returns a part of a full name, which has no dots. */
    static String part(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(isAdmitted(c, i) ? c : '_');
        }
        return text.toString();
    }

    /** Returns a namespace: a name whose dots part it. */
    static String namespace(String name) {
        String[] parts = name.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].isEmpty() ? "_" : part(parts[i]);
        }
        return String.join(".", parts);
    }

    /** Returns the names of a table's fields, by the index of their column. */
    static String[] fields(TableSchema table) {
        List<String> columns = table.columns().stream().map(Column::name).toList();
        Map<String, Integer> uses = new HashMap<>();
        columns.forEach(column -> uses.merge(part(column), 1, Integer::sum));
        String[] fields = new String[columns.size()];
        for (int i = 0; i < fields.length; i++) {
            String column = columns.get(i);
            String plain = part(column);
            boolean shared = uses.getOrDefault(plain, 0) > 1;
            fields[i] = shared && !plain.equals(column) ? numbered(column) : plain;
        }
        return fields;
    }

    /** An underscore has its number too, so that two names stay two. */
    private static String numbered(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isAdmitted(c, i) && c != '_') {
                text.append(c);
            } else {
                text.append(String.format("_u%04x", (int) c));
            }
        }
        return text.toString();
    }

    private static boolean isAdmitted(char c, int index) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        return letter || (index > 0 && c >= '0' && c <= '9');
    }
}
