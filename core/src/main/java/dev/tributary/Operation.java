package dev.tributary;

/** What happened to a row. */
public enum Operation {
    /** The row was there when a snapshot read it. */
    SNAPSHOT('r'),
    /** The row was inserted. */
    INSERT('c'),
    /** The row was changed; its key may have changed too. */
    UPDATE('u'),
    /** The row was deleted. */
    DELETE('d');

    private final char code;

    Operation(char code) {
        this.code = code;
    }

    /** Returns the letter that stands for this operation in a Debezium envelope: {@code r}, {@code c}, {@code u} or {@code d}. */
    public char code() {
        return code;
    }

    /**
     * Returns the operation that a letter stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static Operation ofCode(char code) {
        for (Operation operation : values()) {
            if (operation.code == code) {
                return operation;
            }
        }
        throw new IllegalArgumentException("'" + code + "' is no operation: expected one of r, c, u, d");
    }
}
