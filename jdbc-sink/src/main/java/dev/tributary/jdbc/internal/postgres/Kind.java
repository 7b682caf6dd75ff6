package dev.tributary.jdbc.internal.postgres;

import java.util.Set;

/** In which form values are given to the server for a column; the server makes the column's type of it. */
enum Kind {
    /** For integers of any size. */
    INTEGER("int8"),
    /** For floating point numbers. */
    REAL("float8"),
    /** For truth values. */
    TRUTH("bool"),
    /** For bytes. */
    BYTES("bytea"),
    /** For text, and for every other type in the text form that the server reads. */
    TEXT("text");

    private static final Set<String> PLAIN_TEXT = Set.of("text", "character varying", "bpchar", "citext", "name");

    private final String element;

    Kind(String element) {
        this.element = element;
    }

    /** Returns the form for a type, as the server spells it without length. */
    static Kind of(String typeName) {
        return switch (typeName) {
            case "smallint", "integer", "bigint" -> INTEGER;
            case "real", "double precision" -> REAL;
            case "boolean" -> TRUTH;
            case "bytea" -> BYTES;
            default -> TEXT;
        };
    }

    /** Returns whether a type takes every text. */
    static boolean isPlainText(String typeName) {
        return PLAIN_TEXT.contains(typeName);
    }

    /** Returns the name of the type of the form itself. */
    String element() {
        return element;
    }

    /**
     * Returns the SQL that makes a value of a column from one in its form. The cast is to the type without its length, since
     * one to a length would cut what is too long, where storing it is refused.
     */
    static String cast(String expression, String typeName) {
        boolean none = of(typeName) != TEXT || typeName.equals("text") || typeName.equals("character varying");
        return none ? expression : "CAST(" + expression + " AS " + typeName + ")";
    }
}
