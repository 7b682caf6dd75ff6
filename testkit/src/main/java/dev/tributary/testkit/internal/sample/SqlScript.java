package dev.tributary.testkit.internal.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a script for the {@code mysql} program into statements: it knows quotes, comments and lines that set another
 * delimiter. Comments that hold text for servers only are part of their statement.
 */
public final class SqlScript {
    private static final String DELIMITER_COMMAND = "DELIMITER ";

    private final String text;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private String delimiter = ";";
    private int position;

    private SqlScript(String text) {
        this.text = text;
    }

    /** The statements of a script, in their order, without delimiters and without what stands between them. */
    public static List<String> split(String text) {
        SqlScript script = new SqlScript(text);
        script.split();
        return script.statements;
    }

    private void split() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (statement.isEmpty() && Character.isWhitespace(c)) {
                position++;
            } else if (statement.isEmpty() && text.regionMatches(true, position, DELIMITER_COMMAND, 0, 10)) {
                int end = lineEnd();
                delimiter = text.substring(position + DELIMITER_COMMAND.length(), end)
                        .strip();
                position = end;
            } else if (text.startsWith(delimiter, position)) {
                position += delimiter.length();
                end();
            } else if (c == '\'' || c == '"' || c == '`') {
                take(quotedEnd(c));
            } else if (c == '#' || isDashes()) {
                position = lineEnd();
            } else if (text.startsWith("/*", position)) {
                comment();
            } else {
                take(position + 1);
            }
        }
        end();
    }

    /** Two dashes begin a comment where white space follows. */
    private boolean isDashes() {
        return text.startsWith("--", position)
                && (position + 2 == text.length() || Character.isWhitespace(text.charAt(position + 2)));
    }

    private void comment() {
        int close = text.indexOf("*/", position + 2);
        int end = close < 0 ? text.length() : close + 2;
        if (text.startsWith("/*!", position)) {
            take(end);
        } else {
            position = end;
        }
    }

    private void take(int end) {
        statement.append(text, position, end);
        position = end;
    }

    private void end() {
        String complete = statement.toString().strip();
        if (!complete.isEmpty()) {
            statements.add(complete);
        }
        statement.setLength(0);
    }

    private int lineEnd() {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end;
    }

    /** Behind the closing quote; a quote within is doubled, or escaped, which a name in backquotes cannot. */
    private int quotedEnd(char quote) {
        int at = position + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' && quote != '`' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }
}
