package dev.tributary.jdbc.internal.database;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A type as SQL spells it, such as {@code varchar(20)} or {@code timestamp(3) with time zone}, taken apart so that two can be
 * compared: which holds more.
 *
 * @param name the words without the arguments, in lower case
 * @param arguments the numbers in parentheses
 * @param members the members of an enum or a set
 */
public record TypeText(String name, List<Integer> arguments, List<String> members) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9_ ]+)(?:\\(([0-9, ]*)\\)([a-z_ ]*))?");
    private static final Pattern MEMBER = Pattern.compile("'((?:[^']|'')*)'");

    private static final List<String> INTEGERS =
            List.of("tinyint", "smallint", "mediumint", "integer", "bigint", "numeric");
    private static final List<Integer> DIGITS = List.of(2, 4, 7, 9, 19);
    private static final List<String> FLOATS = List.of("real", "double precision");
    private static final int MOST = Integer.MAX_VALUE;

    /** How many characters or bytes fit into types that have no length of their own. */
    private static final Map<String, Integer> LENGTHS = Map.ofEntries(
            Map.entry("tinytext", 255),
            Map.entry("text", 65_535),
            Map.entry("mediumtext", 16_777_215),
            Map.entry("longtext", MOST),
            Map.entry("tinyblob", 255),
            Map.entry("blob", 65_535),
            Map.entry("mediumblob", 16_777_215),
            Map.entry("longblob", MOST));

    private static final Map<String, String> SYNONYMS = Map.of(
            "int", "integer",
            "decimal", "numeric",
            "double", "double precision",
            "float", "real",
            "character varying", "varchar",
            "character", "char",
            "binary varying", "varbinary",
            "timestamp without time zone", "timestamp");

    /** Takes a type apart; the character set and the collation are left out. */
    static TypeText of(String type) {
        String text = type.strip().replaceFirst("(?i) (character set|charset|collate) .*", "");
        boolean hasMembers = text.contains("'");
        Matcher parts = FORM.matcher(hasMembers ? text.substring(0, text.indexOf('(')) : text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return new TypeText(text.toLowerCase(Locale.ROOT), List.of(), List.of());
        }
        String name = parts.group(1).strip()
                + (parts.group(3) == null ? "" : parts.group(3).stripTrailing());
        List<Integer> arguments = parts.group(2) == null
                ? List.of()
                : Stream.of(parts.group(2).split(","))
                        .map(String::strip)
                        .map(Integer::valueOf)
                        .toList();
        List<String> members = hasMembers
                ? MEMBER.matcher(text).results().map(found -> found.group(1)).toList()
                : List.of();
        return new TypeText(SYNONYMS.getOrDefault(name, name), arguments, members);
    }

    /**
     * Returns the type that a column of one type needs to hold values of another of the same sort, too; nothing if it holds
     * them already, or if they are of another sort.
     *
     * @param wanted as the dialect spells it in a definition
     */
    public static Optional<String> widened(String current, String wanted) {
        return of(current).widened(of(wanted)) ? Optional.of(merged(of(current), wanted)) : Optional.empty();
    }

    private boolean widened(TypeText wanted) {
        if (!members.isEmpty() && name.equals(wanted.name)) {
            return wanted.members.size() > members.size()
                    && wanted.members.subList(0, members.size()).equals(members);
        }
        if (isIn(INTEGERS) && wanted.isIn(INTEGERS) && isUnsigned() == wanted.isUnsigned()) {
            return wanted.isNumeric()
                    ? wanted.digitsBeforePoint() > digitsBeforePoint() || (isNumeric() && wanted.scale() > scale())
                    : wanted.rank(INTEGERS) > rank(INTEGERS);
        }
        if (isIn(FLOATS) && wanted.isIn(FLOATS)) {
            return wanted.rank(FLOATS) > rank(FLOATS);
        }
        if (name.equals(wanted.name)) {
            return !name.startsWith("bit") && length() < wanted.length();
        }
        boolean sameSort = (isText() && wanted.isText()) || (isBinary() && wanted.isBinary());
        return sameSort && length() < wanted.length();
    }

    /** A decimal can have to become larger on one side of the point and is not to become smaller on the other. */
    private static String merged(TypeText current, String wanted) {
        TypeText other = of(wanted);
        if (!current.isNumeric() || !other.isNumeric() || other.arguments.isEmpty()) {
            return wanted;
        }
        int scale = Math.max(current.scale(), other.scale());
        int digits = Math.max(current.digitsBeforePoint(), other.digitsBeforePoint()) + scale;
        return wanted.replaceFirst("\\([^)]*\\)", "(" + digits + "," + scale + ")");
    }

    private boolean isIn(List<String> names) {
        return names.contains(plainName());
    }

    private int rank(List<String> names) {
        return names.indexOf(plainName());
    }

    private String plainName() {
        String signed = name.replace(" unsigned", "");
        return SYNONYMS.getOrDefault(signed, signed);
    }

    private boolean isUnsigned() {
        return name.endsWith(" unsigned");
    }

    private boolean isNumeric() {
        return plainName().equals("numeric");
    }

    private int digitsBeforePoint() {
        if (!isNumeric()) {
            return DIGITS.get(rank(INTEGERS));
        }
        return arguments.isEmpty() ? MOST : arguments.get(0) - scale();
    }

    private int scale() {
        if (arguments.isEmpty()) {
            return isNumeric() ? MOST : 0;
        }
        return arguments.size() > 1 ? arguments.get(1) : 0;
    }

    private boolean isText() {
        return name.endsWith("char") || name.endsWith("text");
    }

    private boolean isBinary() {
        return name.endsWith("binary") || name.endsWith("blob");
    }

    /** What has no length is as long as its name says, or as it may be. */
    private int length() {
        return arguments.isEmpty() ? LENGTHS.getOrDefault(name, MOST) : arguments.get(0);
    }
}
