package dev.tributary.binlog.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a statement into tokens. Knows what can hide a keyword or show a false one: comments, of which those that begin with {@code /*!}
 * are code, quoted names and strings.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/language-structure.html">MySQL's lexical structure</a>
 */
final class Lexer {

    private final String sql;
    private final boolean ansiQuotes;
    private final boolean backslashEscapes;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean inVersionComment;

    private Lexer(String sql, boolean ansiQuotes, boolean backslashEscapes) {
        this.sql = sql;
        this.ansiQuotes = ansiQuotes;
        this.backslashEscapes = backslashEscapes;
    }

    /** The statement's tokens, without the end. A comment, name or string that is not closed reaches to the end. */
    static List<Token> tokens(String sql, boolean ansiQuotes, boolean backslashEscapes) {
        Lexer lexer = new Lexer(sql, ansiQuotes, backslashEscapes);
        while (lexer.at < sql.length()) {
            lexer.take();
        }
        return lexer.tokens;
    }

    private void take() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (c == '#' || isDashComment()) {
            skipLine();
        } else if (sql.startsWith("/*", at)) {
            openComment();
        } else if (inVersionComment && sql.startsWith("*/", at)) {
            inVersionComment = false;
            at += 2;
        } else if (c == '`' || (c == '"' && ansiQuotes)) {
            tokens.add(new Token(Token.Kind.QUOTED_NAME, quoted(c, false)));
        } else if (c == '\'' || c == '"') {
            tokens.add(new Token(Token.Kind.STRING, quoted(c, backslashEscapes)));
        } else if (isWordPart(c)) {
            word();
        } else {
            tokens.add(new Token(Token.Kind.SIGN, String.valueOf(c)));
            at++;
        }
    }

    private boolean isDashComment() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private void skipLine() {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end + 1;
    }

    private void openComment() {
        if (sql.startsWith("!", at + 2)) {
            inVersionComment = true;
            at += 3;
            while (at < sql.length() && sql.charAt(at) >= '0' && sql.charAt(at) <= '9') {
                at++;
            }
            return;
        }
        int end = sql.indexOf("*/", at + 2);
        at = end < 0 ? sql.length() : end + 2;
    }

    private String quoted(char quote, boolean escapes) {
        StringBuilder text = new StringBuilder();
        for (at++; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '\\' && escapes && at + 1 < sql.length()) {
                text.append(sql.charAt(++at));
            } else if (c != quote) {
                text.append(c);
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                text.append(c);
                at++;
            } else {
                at++;
                break;
            }
        }
        return text.toString();
    }

    private void word() {
        int start = at;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        tokens.add(new Token(Token.Kind.WORD, sql.substring(start, at)));
    }

    private static boolean isWordPart(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '$'
                || c >= 0x80;
    }
}
