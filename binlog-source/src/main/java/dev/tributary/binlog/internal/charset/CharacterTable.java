package dev.tributary.binlog.internal.charset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a character set, as a server converts them. The resource has a line for each run of successive byte
 * sequences: the first of them, then the characters, all hexadecimal; {@code 4E00+1F} are 4E00 and the 31 after it.
 * Sequences of four bytes, which only gb18030 has, follow each other in the order of {@link #fourBytes}.
 *
 * <p>Immutable.
 */
final class CharacterTable {

    static final int NONE = -1;

    private static final int FOUR_BYTES_IN_BASIC_PLANE = 39_420;
    private static final int FIRST_SUPPLEMENTARY = 189_000;
    /** A surrogate, which no set has; marks what has no character. */
    private static final char UNMAPPED = '\ud800';

    private final char[] one = unmapped(0x100);
    private final char[] two = unmapped(0x8000);
    private char[] three = {};
    private char[] four = {};

    private CharacterTable() {}

    /** Returns the table of a character set; null if there is none. */
    static @Nullable CharacterTable load(String charset) {
        try (InputStream resource = CharacterTable.class.getResourceAsStream(charset + ".txt")) {
            if (resource == null) {
                return null;
            }
            CharacterTable table = new CharacterTable();
            new String(resource.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .forEach(table::add);
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the table of the character set " + charset, e);
        }
    }

    private static char[] unmapped(int size) {
        char[] characters = new char[size];
        Arrays.fill(characters, UNMAPPED);
        return characters;
    }

    private void add(String line) {
        String[] words = line.split(" ", -1);
        long first = Long.parseLong(words[0], 16);
        char[] target = target(words[0].length() / 2);
        int index = words[0].length() == 8
                ? fourBytes((int) (first >> 24), (int) (first >> 16), (int) (first >> 8), (int) first)
                : (int) first & (target.length - 1);
        for (int i = 1; i < words.length; i++) {
            int plus = words[i].indexOf('+');
            int character = Integer.parseInt(plus < 0 ? words[i] : words[i].substring(0, plus), 16);
            int more = plus < 0 ? 0 : Integer.parseInt(words[i].substring(plus + 1), 16);
            for (int last = character + more; character <= last; character++) {
                target[index++] = (char) character;
            }
        }
    }

    private char[] target(int bytes) {
        if (bytes == 3 && three.length == 0) {
            three = unmapped(0x8000);
        } else if (bytes == 4 && four.length == 0) {
            four = unmapped(FOUR_BYTES_IN_BASIC_PLANE);
        }
        return switch (bytes) {
            case 1 -> one;
            case 2 -> two;
            case 3 -> three;
            default -> four;
        };
    }

    /** Returns the place of a sequence of four bytes among all; a negative number if there is no such sequence. */
    static int fourBytes(int first, int second, int third, int fourth) {
        int a = (first & 0xff) - 0x81;
        int b = (second & 0xff) - 0x30;
        int c = (third & 0xff) - 0x81;
        int d = (fourth & 0xff) - 0x30;
        boolean within = a >= 0 && a < 126 && b >= 0 && b < 10 && c >= 0 && c < 126 && d >= 0 && d < 10;
        return within ? ((a * 10 + b) * 126 + c) * 10 + d : NONE;
    }

    boolean hasThreeBytes() {
        return three.length > 0;
    }

    boolean hasFourBytes() {
        return four.length > 0;
    }

    /** Returns whether the 128 characters of ASCII are themselves. */
    boolean containsAscii() {
        for (int i = 0; i < 0x80; i++) {
            if (one[i] != i) {
                return false;
            }
        }
        return true;
    }

    int one(int first) {
        return orNone(one[first]);
    }

    int two(int first, int second) {
        return orNone(two[((first << 8) | second) & 0x7fff]);
    }

    /** Returns the character of two bytes that follow 0x8F. */
    int three(int second, int third) {
        return second < 0x80 ? NONE : orNone(three[((second << 8) | third) & 0x7fff]);
    }

    int four(int place) {
        if (place < 0) {
            return NONE;
        }
        if (place < FOUR_BYTES_IN_BASIC_PLANE) {
            return orNone(four[place]);
        }
        int character = place - FIRST_SUPPLEMENTARY + Character.MIN_SUPPLEMENTARY_CODE_POINT;
        return Character.isSupplementaryCodePoint(character) ? character : NONE;
    }

    private static int orNone(char character) {
        return character == UNMAPPED ? NONE : character;
    }
}
