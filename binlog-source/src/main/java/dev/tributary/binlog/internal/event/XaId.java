package dev.tributary.binlog.internal.event;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an XA transaction.
 *
 * @param global the global part, in hexadecimal digits
 * @param branch the branch qualifier, in hexadecimal digits; may be empty
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/xa-statements.html">XA statements</a>
 */
public record XaId(String global, String branch, long format) {

    private static final Pattern IN_STATEMENT = Pattern.compile(
            "\\bX'([0-9a-f]*)'\\s*,\\s*X'([0-9a-f]*)'\\s*,\\s*(\\d{1,10})\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODED = Pattern.compile("([0-9a-f]*)\\.([0-9a-f]*)\\.(\\d{1,10})");

    /**
     * Reads the id in a statement of the binlog, where the server writes it as {@code X'global',X'branch',format}.
     *
     * @throws MalformedEventException if there is none
     */
    public static XaId ofStatement(String sql) {
        Matcher id = IN_STATEMENT.matcher(sql);
        if (!id.find()) {
            throw new MalformedEventException("no id of an XA transaction in the statement " + sql);
        }
        return of(id);
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static XaId decode(String encoded) {
        Matcher id = ENCODED.matcher(encoded);
        if (!id.matches()) {
            throw new IllegalArgumentException("the id of an XA transaction is expected, but it is '" + encoded + "'");
        }
        return of(id);
    }

    private static XaId of(Matcher id) {
        return new XaId(
                id.group(1).toLowerCase(Locale.ROOT),
                id.group(2).toLowerCase(Locale.ROOT),
                Long.parseLong(id.group(3)));
    }

    /** Returns it in letters, digits and dots. */
    public String encode() {
        return global + "." + branch + "." + format;
    }

    /** As the server writes it: {@code X'global',X'branch',format}. */
    @Override
    public String toString() {
        return "X'" + global + "',X'" + branch + "'," + format;
    }
}
