package dev.tributary.binlog.internal;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which tables are captured. A pattern of the form {@code database.table} or {@code database.*}, of letters, digits,
 * {@code _}, {@code $} and {@code -}, means just that; any other is a regular expression that the whole of {@code
 * database.table} must match.
 *
 * <p>Immutable.
 */
public final class TableFilter {

    private static final Pattern PLAIN =
            Pattern.compile("([\\w$\\x{80}-\\x{ffff}-]+)\\.([\\w$\\x{80}-\\x{ffff}-]+|\\*)");

    private final List<Pattern> patterns;

    private TableFilter(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * Returns the filter of some patterns.
     *
     * @throws IllegalArgumentException if one is no regular expression, naming it
     */
    public static TableFilter of(List<String> patterns) {
        return new TableFilter(patterns.stream().map(TableFilter::compile).toList());
    }

    private static Pattern compile(String pattern) {
        var plain = PLAIN.matcher(pattern);
        try {
            if (!plain.matches()) {
                return Pattern.compile(pattern, Pattern.DOTALL);
            }
            String table = plain.group(2);
            return Pattern.compile(
                    Pattern.quote(plain.group(1) + ".") + (table.equals("*") ? ".*" : Pattern.quote(table)),
                    Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "The table pattern '" + pattern
                            + "' is neither database.table nor database.* nor a regular expression: "
                            + e.getDescription() + " at index " + e.getIndex(),
                    e);
        }
    }

    /** Returns this filter for a server that does not tell table names apart by letter case. */
    TableFilter ignoringCase() {
        return new TableFilter(patterns.stream()
                .map(pattern -> Pattern.compile(
                        pattern.pattern(), pattern.flags() | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                .toList());
    }

    boolean matches(String database, String table) {
        String name = database + "." + table;
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
