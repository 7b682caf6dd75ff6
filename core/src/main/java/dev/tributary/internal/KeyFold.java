package dev.tributary.internal;

import dev.tributary.ColumnType;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;

/**
 * Makes of all values that a column calls equal the same value: of text under a collation that ignores case 'abc' of 'ABC'
 * and of 'abc ' too. It may make one of values that differ, never several of equal ones.
 *
 * <p>Text loses its spaces at the end, unless its collation compares bytes of no character set. Where the collation compares
 * code points (its name ends with {@code _bin}), that is all; else each character is replaced as {@link FoldTable} says. ENUM
 * and SET are equal by their members, numbers but -0.0 by their text, and so are all other values.
 *
 * <p>Immutable and thread-safe.
 */
public final class KeyFold {

    /** Keeps every value. */
    private static final KeyFold NONE = new KeyFold(FoldTable.IDENTITY);

    /** Keeps every value but -0.0. */
    private static final KeyFold FLOATING = new KeyFold(FoldTable.IDENTITY);

    /** Takes the spaces off the end. */
    private static final KeyFold SPACES = new KeyFold(FoldTable.IDENTITY);

    private final FoldTable table;

    private KeyFold(FoldTable table) {
        this.table = table;
    }

    /** Returns what folds the values of a column. */
    public static KeyFold of(ColumnType type) {
        return switch (type.sqlType()) {
            case FLOAT, DOUBLE -> FLOATING;
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> ofText(type.collation());
            default -> NONE;
        };
    }

    private static KeyFold ofText(String collation) {
        return collation.endsWith("_bin") ? SPACES : new KeyFold(FoldTable.of(collation));
    }

    /** Returns whether every value is its own fold. */
    @SuppressWarnings("ReferenceEquality") // there is one
    public boolean keepsAll() {
        return this == NONE;
    }

    /** Returns the fold of a text. */
    public String text(String text) {
        String folded = table.fold(text);
        int end = folded.length();
        while (end > 0 && folded.charAt(end - 1) == ' ') {
            end--;
        }
        return folded.substring(0, end);
    }

    /** Writes the fold of a text in UTF-8. Most keys are ASCII, and most of those are their own fold. */
    void write(byte[] text, int offset, int length, ValueWriter to) {
        int at = offset;
        while (at < offset + length && table.keeps(text[at])) {
            at++;
        }
        if (at < offset + length) {
            to.writeString(text(new String(text, offset, length, StandardCharsets.UTF_8)));
            return;
        }
        while (at > offset && text[at - 1] == ' ') {
            at--;
        }
        to.writeUtf8(text, offset, at - offset);
    }
}
