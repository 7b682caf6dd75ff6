package dev.tributary.binlog.internal.event;

/** How the events of a binlog file are protected. */
public enum ChecksumAlgorithm {
    NONE(0),
    CRC32(4);

    private final int byteLength;

    ChecksumAlgorithm(int byteLength) {
        this.byteLength = byteLength;
    }

    /** The bytes that the checksum takes at the end of each event. */
    public int byteLength() {
        return byteLength;
    }

    /** @throws MalformedEventException for a code that is neither 0 nor 1 */
    static ChecksumAlgorithm ofCode(int code) {
        return switch (code) {
            case 0 -> NONE;
            case 1 -> CRC32;
            default ->
                throw new MalformedEventException("Cannot read a format description event: checksum algorithm " + code
                        + ", expected 0 (none) or 1 (CRC32)");
        };
    }
}
