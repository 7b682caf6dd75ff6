package dev.tributary;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a source has read cannot be understood. The message names the place: position, table and column, or topic,
 * partition and offset. A value of a lazy row is understood when it is asked for, so this may come out of a getter in a
 * step or in a sink; its message names table and column, and the pipeline adds the position.
 */
public final class DecodeException extends TributaryException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // bytes, or null
    private final byte @Nullable [] bytes;

    /** Creates the exception with what failed, where, and what to do. */
    public DecodeException(String message) {
        super(message);
        this.bytes = null;
    }

    /** Creates the exception with what failed, where, and what to do, and the cause. */
    public DecodeException(String message, Throwable cause) {
        super(message, cause);
        this.bytes = null;
    }

    /** Creates the exception for one value, with its bytes as the source holds them. */
    public DecodeException(String message, Throwable cause, byte[] bytes) {
        super(message, cause);
        this.bytes = bytes.clone();
    }

    /**
     * Returns a copy of the bytes that cannot be understood, if they are those of one value. The bytes of a record of which no
     * element can be made are what {@link DeadLetter#element} gives.
     */
    public Optional<byte[]> bytes() {
        return bytes == null ? Optional.empty() : Optional.of(bytes.clone());
    }
}
