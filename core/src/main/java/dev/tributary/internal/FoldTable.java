package dev.tributary.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands for each character under a collation: the same text for all that the collation calls equal. {@code
 * collations.txt} holds the tables, in a form that other programs can read. A line that begins with {@code table} begins one,
 * with its name and, behind {@code <}, that of the table whose entries it has besides its own; one with {@code collations}
 * names who folds by it. Each other line gives a text, as code points with {@code +} between, and the characters that it
 * stands for: all hexadecimal, ranges with {@code -}; {@code 0} alone for the empty text. {@code hangul} says that a
 * syllable of Hangul is folded as the letters that it is made of, {@code digits} that of a fold only the digits 0 to 9 stay, for
 * collations that equate letters by the customs of a language. A character that is not listed stands for itself.
 *
 * <p>Collations are named without a Unicode character set before them, without {@code _nopad}, and those of MySQL 8 and
 * MariaDB's {@code uca1400} without {@code _ai}, {@code _as}, {@code _ci}, {@code _cs} and {@code _ks} behind. Under one that
 * no table names, or the table {@code constant}, every text has one fold.
 *
 * <p>The tables follow what servers say of their collations ({@code WEIGHT_STRING}), in which a test finds no two equal texts
 * with different folds. Immutable.
 */
final class FoldTable {

    /** Every character stands for itself. */
    static final FoldTable IDENTITY = new FoldTable(null);

    /** Nothing stands for anything. */
    private static final FoldTable CONSTANT = new FoldTable(null);

    /** What is taken for the collation of columns of which none is known. */
    private static final String PRESUMED = "0900";

    private static final String RESOURCE = "collations.txt";
    private static final Set<String> UNICODE =
            Set.of("utf8mb4", "utf8mb3", "utf8", "ucs2", "utf16", "utf16le", "utf32");

    private static final int HANGUL = 0xac00;
    private static final int HANGUL_SYLLABLES = 11_172;
    private static final int VOWELS = 21;
    private static final int TRAILERS = 28;
    private static final int LEADER = 0x1100;
    private static final int VOWEL = 0x1161;
    private static final int TRAILER = 0x11a7;

    /** Reads the resource when a text is folded first. */
    private static final class Loaded {

        static final Map<String, FoldTable> BY_COLLATION = load();
    }

    private final @Nullable FoldTable parent;
    private final boolean[] changesAscii = new boolean[0x80];
    private int[] first = {}; // of each range, in their order
    private int[] last = {};
    private String[] folds = {};
    private boolean hangul;
    private boolean digitsOnly;

    private FoldTable(@Nullable FoldTable parent) {
        this.parent = parent;
    }

    /** Returns the table of a collation; an empty name is one that is not known. */
    static FoldTable of(String collation) {
        return Loaded.BY_COLLATION.getOrDefault(collation.isEmpty() ? PRESUMED : shortName(collation), CONSTANT);
    }

    private static String shortName(String collation) {
        int charset = collation.indexOf('_');
        String name = charset > 0 && UNICODE.contains(collation.substring(0, charset))
                ? collation.substring(charset + 1)
                : collation;
        name = name.replace("_nopad", "");
        return name.contains("0900") || name.contains("uca1400") ? name.replaceFirst("_a[is]_c[is](_ks)?$", "") : name;
    }

    /** Whether a byte of UTF-8 is an ASCII character that stands for itself. */
    @SuppressWarnings("ReferenceEquality") // there is one
    boolean keeps(byte utf8) {
        return utf8 >= 0 && this != CONSTANT && !changesAscii[utf8];
    }

    /** Returns what stands for a text. */
    @SuppressWarnings("ReferenceEquality") // there is one of each
    String fold(String text) {
        if (this == IDENTITY) {
            return text;
        }
        if (this == CONSTANT) {
            return "";
        }
        StringBuilder folded = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            append(character, folded);
            at += Character.charCount(character);
        }
        if (digitsOnly) {
            return digits(folded);
        }
        return folded.toString();
    }

    private static String digits(StringBuilder text) {
        StringBuilder digits = new StringBuilder();
        text.chars().filter(FoldTable::isDigit).forEach(digit -> digits.append((char) digit));
        return digits.toString();
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private void append(int character, StringBuilder folded) {
        String fold = find(character);
        if (fold != null) {
            folded.append(fold);
        } else if (hangul && character >= HANGUL && character < HANGUL + HANGUL_SYLLABLES) {
            int syllable = character - HANGUL;
            append(LEADER + syllable / (VOWELS * TRAILERS), folded);
            append(VOWEL + syllable / TRAILERS % VOWELS, folded);
            if (syllable % TRAILERS > 0) {
                append(TRAILER + syllable % TRAILERS, folded);
            }
        } else {
            folded.appendCodePoint(character);
        }
    }

    private @Nullable String find(int character) {
        int at = Arrays.binarySearch(first, character);
        int range = at >= 0 ? at : -at - 2;
        if (range >= 0 && character <= last[range]) {
            return folds[range];
        }
        return parent == null ? null : parent.find(character);
    }

    // The resource

    private static Map<String, FoldTable> load() {
        try (InputStream resource = FoldTable.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("The resource " + RESOURCE + " is missing");
            }
            return parse(new String(resource.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + RESOURCE + " cannot be read", e);
        }
    }

    private static Map<String, FoldTable> parse(String text) {
        Map<String, FoldTable> byName = new HashMap<>(Map.of("constant", CONSTANT));
        Map<String, FoldTable> byCollation = new HashMap<>();
        FoldTable table = CONSTANT;
        Map<Integer, Entry> entries = new HashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "#" -> {
                    // for people
                }
                case "table" -> {
                    table.take(entries);
                    entries.clear();
                    FoldTable made = new FoldTable(words.length > 2 ? byName.get(words[3]) : null);
                    table = byName.computeIfAbsent(words[1], name -> made);
                }
                case "hangul" -> table.hangul = true;
                case "digits" -> table.digitsOnly = true;
                case "collations" -> {
                    for (int i = 1; i < words.length; i++) {
                        byCollation.put(words[i], table);
                    }
                }
                default -> add(words, entries);
            }
        }
        table.take(entries);
        return byCollation;
    }

    private record Entry(int first, int last, String fold) {}

    private static void add(String[] words, Map<Integer, Entry> entries) {
        String fold = words[0].equals("0") ? "" : text(words[0]);
        for (int i = 1; i < words.length; i++) {
            int dash = words[i].indexOf('-');
            int from = Integer.parseInt(dash < 0 ? words[i] : words[i].substring(0, dash), 16);
            int to = dash < 0 ? from : Integer.parseInt(words[i].substring(dash + 1), 16);
            entries.put(from, new Entry(from, to, fold));
        }
    }

    private static String text(String codePoints) {
        StringBuilder text = new StringBuilder();
        for (String codePoint : codePoints.split("\\+", -1)) {
            text.appendCodePoint(Integer.parseInt(codePoint, 16));
        }
        return text.toString();
    }

    private void take(Map<Integer, Entry> entries) {
        Entry[] sorted = entries.values().toArray(Entry[]::new);
        Arrays.sort(sorted, (one, other) -> Integer.compare(one.first, other.first));
        first = Arrays.stream(sorted).mapToInt(Entry::first).toArray();
        last = Arrays.stream(sorted).mapToInt(Entry::last).toArray();
        folds = Arrays.stream(sorted).map(Entry::fold).toArray(String[]::new);
        hangul |= parent != null && parent.hangul;
        for (int character = 0; character < changesAscii.length; character++) {
            String fold = find(character);
            boolean keeps = fold == null || fold.equals(Character.toString(character));
            changesAscii[character] = !keeps || (digitsOnly && !isDigit(character));
        }
    }
}
