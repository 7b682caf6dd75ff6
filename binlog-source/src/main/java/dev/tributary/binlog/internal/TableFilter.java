package dev.tributary.binlog.internal;

import dev.tributary.TableId;
import java.util.List;
import java.util.regex.Matcher;
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

    private static final String ALL = "*";

    private final List<Pattern> patterns;
    private final List<TableId> plain;

    /** @param plain those that are no regular expressions; {@code *} for all tables of a database */
    private TableFilter(List<Pattern> patterns, List<TableId> plain) {
        this.patterns = patterns;
        this.plain = plain;
    }

    /**
     * Returns the filter of some patterns.
     *
     * @throws IllegalArgumentException if one is no regular expression, naming it
     */
    public static TableFilter of(List<String> patterns) {
        return new TableFilter(
                patterns.stream().map(TableFilter::compile).toList(),
                patterns.stream()
                        .map(PLAIN::matcher)
                        .filter(Matcher::matches)
                        .map(pattern -> new TableId(pattern.group(1), pattern.group(2)))
                        .toList());
    }

    private static Pattern compile(String pattern) {
        var plain = PLAIN.matcher(pattern);
        try {
            if (!plain.matches()) {
                return Pattern.compile(pattern, Pattern.DOTALL);
            }
            String table = plain.group(2);
            return Pattern.compile(
                    Pattern.quote(plain.group(1) + ".") + (table.equals(ALL) ? ".*" : Pattern.quote(table)),
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
        return new TableFilter(
                patterns.stream()
                        .map(pattern -> Pattern.compile(
                                pattern.pattern(), pattern.flags() | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                        .toList(),
                plain);
    }

    /** Whether no pattern is a regular expression, so that all databases are named. */
    boolean isPlain() {
        return plain.size() == patterns.size();
    }

    /** The databases that are named, each once. */
    List<String> databases() {
        return plain.stream().map(TableId::database).distinct().toList();
    }

    /** The tables that are named one by one. */
    List<TableId> names() {
        return plain.stream().filter(table -> !table.name().equals(ALL)).toList();
    }

    /** Whether a table is captured. */
    public boolean matches(String database, String table) {
        String name = database + "." + table;
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
