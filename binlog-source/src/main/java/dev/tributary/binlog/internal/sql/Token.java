package dev.tributary.binlog.internal.sql;

import java.util.Locale;

/**
 * A word, name, string or sign of a statement.
 *
 * @param text of a quoted name or string, without the quotes
 */
record Token(Kind kind, String text) {

    enum Kind {
        /** A keyword or a name without quotes. */
        WORD,
        QUOTED_NAME,
        STRING,
        SIGN,
        END
    }

    static final Token END = new Token(Kind.END, "");

    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSign(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    boolean isEnd() {
        return kind == Kind.END;
    }

    /** In upper case if it is a word without quotes, else empty: no name in quotes is a keyword. */
    String keyword() {
        return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
    }
}
