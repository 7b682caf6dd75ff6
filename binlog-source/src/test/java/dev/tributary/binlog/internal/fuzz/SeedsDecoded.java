package dev.tributary.binlog.internal.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** One digest of all values of the seeds, as text, as objects and as JSON. */
final class SeedsDecoded {

    private SeedsDecoded() {}

    static String digest() {
        List<String> values = Corpus.seeds().inputs().stream()
                .filter(input -> input.target() == FuzzTarget.ROWS)
                .flatMap(input -> RowFuzz.decode(input.bytes(), 0).stream())
                .toList();
        try {
            byte[] all = String.join("\n", values).getBytes(StandardCharsets.UTF_8);
            return values.size() + " values, "
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(all));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Prints the digest. */
    public static void main(String[] arguments) {
        System.out.println(digest());
    }
}
