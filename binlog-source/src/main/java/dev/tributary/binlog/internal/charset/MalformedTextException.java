package dev.tributary.binlog.internal.charset;

/** Bytes are no text in their character set. The message has no bytes of the value. */
public final class MalformedTextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;

    MalformedTextException(String charset, int offset) {
        this("bytes that are no text in " + charset + ", from byte " + offset + " of the value");
    }

    private MalformedTextException(String what) {
        super(what);
        this.what = what;
    }

    /** What was found, for the message of an error that says where. */
    public String what() {
        return what;
    }
}
