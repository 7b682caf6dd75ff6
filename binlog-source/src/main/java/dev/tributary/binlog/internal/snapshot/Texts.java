package dev.tributary.binlog.internal.snapshot;

import java.util.ArrayList;
import java.util.List;

/** Takes texts of saved positions apart. */
final class Texts {

    private Texts() {}

    /** Returns the parts between separators, empty ones too. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
            parts.add(text.substring(from, to));
            from = to + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
