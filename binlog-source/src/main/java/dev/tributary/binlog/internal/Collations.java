package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.MalformedEventException;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.CollationNames;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's collations, which binlog events name by number. Immutable. */
final class Collations implements CollationNames {

    private final Map<Integer, String> charsets;
    private final Map<Integer, String> names;

    private Collations(Map<Integer, String> charsets, Map<Integer, String> names) {
        this.charsets = charsets;
        this.names = names;
    }

    static Collations read(BinlogConnection connection) {
        String statement = Flavour.of(connection.version()).collationsStatement();
        Map<Integer, String> charsets = new HashMap<>();
        Map<Integer, String> names = new HashMap<>();
        for (List<@Nullable String> row : connection.query(statement)) {
            Integer number = Integer.valueOf(ServerFacts.text(row, 0));
            charsets.put(number, ServerFacts.text(row, 1));
            names.put(number, ServerFacts.text(row, 2));
        }
        return new Collations(Map.copyOf(charsets), Map.copyOf(names));
    }

    @Override
    public String name(int collation) {
        return names.getOrDefault(collation, "");
    }

    @Override
    public String charset(int collation) {
        String charset = charsets.get(collation);
        if (charset == null) {
            throw new MalformedEventException("collation " + collation + ", which the server does not list");
        }
        return charset;
    }

    /** What decodes statements of a client with a collation. */
    Charset ofClient(int collation) {
        String name = charset(collation);
        return switch (name) {
            case "utf8mb4", "utf8mb3", "utf8", "binary" -> StandardCharsets.UTF_8;
            case "latin1" -> Charset.forName("windows-1252");
            case "ujis" -> Charset.forName("EUC-JP");
            case "koi8r" -> Charset.forName("KOI8-R");
            case "koi8u" -> Charset.forName("KOI8-U");
            case "latin7" -> Charset.forName("ISO-8859-13");
            // Of all others ASCII, of which keywords are, is a part; Java knows most of them by the same name.
            default -> Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
        };
    }
}
