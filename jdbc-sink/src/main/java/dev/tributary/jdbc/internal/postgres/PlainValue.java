package dev.tributary.jdbc.internal.postgres;

/** Takes a value in one of the forms of {@link Kind}, or none. */
interface PlainValue {

    void nothing();

    void integer(long value);

    void real(double value);

    void truth(boolean value);

    void bytes(byte[] value);

    void text(String value);
}
